//! Archives from people whose names and sizes are not trusted.
//!
//! Nothing of an archive is written but the files that can be answers, under names that were taken apart and put
//! together again. Links, devices and what would leave the folder are left out, and told.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, BufReader, Read, Seek};
use std::path::{Path, PathBuf};

/// Why a submission could not be read.
#[derive(Debug)]
pub enum Trouble {
    /// It is broken, or more than is read: the submission's own fault.
    Theirs(String),
    /// This machine could not read or write.
    Ours(io::Error),
}

impl From<io::Error> for Trouble {
    /// The system's own errors have a number; a decoder's have none.
    fn from(error: io::Error) -> Self {
        let ours = error.raw_os_error().is_some()
            || matches!(
                error.kind(),
                io::ErrorKind::StorageFull | io::ErrorKind::OutOfMemory
            );
        match ours {
            true => Trouble::Ours(error),
            false => Trouble::Theirs(error.to_string()),
        }
    }
}

/// The most entries of an archive.
const MOST_ENTRIES: usize = 100_000;
/// The most bytes that are read out of one, whatever becomes of them.
const MOST_READ: u64 = 256 * 1024 * 1024;
/// … and for each byte of the archive: Rust source shrinks to a fifth, a bomb to a thousandth.
const MOST_RATIO: u64 = 200;
/// Below this, a ratio says nothing.
const SMALL: u64 = 1024 * 1024;
/// The most bytes of the archive itself.
const MOST_PACKED: u64 = 512 * 1024 * 1024;
/// The most bytes that are kept of one file. The engine refuses one that is longer than 4 MiB, and says so.
pub const MOST_KEPT: u64 = 4 * 1024 * 1024 + 1;
/// The most folders deep, and the longest name of each.
const DEEPEST: usize = 16;
const LONGEST: usize = 200;
/// How many oddities are told.
const MOST_FLAGS: usize = 5;

/// Unpacks the archive `file` into the folder `into`: the files whose names are `wanted`. Returns what was odd.
///
/// # Errors
/// If it cannot be read to its end.
pub fn archive(
    file: &Path,
    into: &Path,
    wanted: &dyn Fn(&str) -> bool,
) -> Result<Vec<String>, Trouble> {
    let mut packed = File::open(file)?;
    let size = packed.metadata()?.len();
    if size > MOST_PACKED {
        return Err(Trouble::Theirs(format!(
            "it holds {size} bytes: at most {MOST_PACKED} are read"
        )));
    }
    let mut start = Vec::new();
    (&mut packed).take(4).read_to_end(&mut start)?;
    packed.rewind()?;
    let packed = BufReader::new(packed);
    let mut kept = Kept::new(into, wanted);
    let most = MOST_READ.min((size.saturating_mul(MOST_RATIO)).max(SMALL));
    match start[..] {
        [b'P', b'K', ..] => unzip(packed, most, &mut kept)?,
        [0x1f, 0x8b, ..] => {
            let stream = flate2::read::MultiGzDecoder::new(packed);
            untar(Bounded::new(stream, most), &mut kept)?;
        }
        _ => untar(Bounded::new(packed, MOST_READ), &mut kept)?,
    }
    Ok(kept.odd)
}

fn unzip(packed: impl Read + Seek, most: u64, kept: &mut Kept<'_>) -> Result<(), Trouble> {
    let mut zip = zip::ZipArchive::new(packed).map_err(zip_trouble)?;
    let mut left = most;
    for number in 0..zip.len() {
        kept.count()?;
        // Without decoding: a name is looked at before anything else of the entry.
        let raw = zip.by_index_raw(number).map_err(zip_trouble)?;
        let name = raw.name_raw().to_vec();
        // The kind of file is the upper half of the mode.
        let regular = raw
            .unix_mode()
            .is_none_or(|mode| matches!(mode & 0o170_000, 0 | 0o100_000));
        if raw.is_dir() {
            continue;
        }
        drop(raw);
        let Some(target) = kept.target(&name, regular) else {
            continue;
        };
        let entry = zip.by_index(number).map_err(zip_trouble)?;
        let read = kept.write(&target, entry.take(MOST_KEPT.min(left + 1)))?;
        if read > left {
            return Err(too_much(most));
        }
        left -= read;
    }
    Ok(())
}

fn zip_trouble(error: zip::result::ZipError) -> Trouble {
    match error {
        zip::result::ZipError::Io(error) => error.into(),
        other => Trouble::Theirs(other.to_string()),
    }
}

fn untar(stream: Bounded<impl Read>, kept: &mut Kept<'_>) -> Result<(), Trouble> {
    let most = stream.most;
    let mut tar = tar::Archive::new(stream);
    let mut walk = || -> Result<(), Trouble> {
        let mut some = false;
        for entry in tar.entries()? {
            kept.count()?;
            let entry = entry?;
            some = true;
            let kind = entry.header().entry_type();
            if kind.is_dir() || kind == tar::EntryType::XGlobalHeader {
                continue;
            }
            let name = entry.path_bytes().into_owned();
            if let Some(target) = kept.target(&name, kind.is_file()) {
                kept.write(&target, entry.take(MOST_KEPT))?;
            }
        }
        match some {
            true => Ok(()),
            false => Err(Trouble::Theirs(
                "it is neither a zip file nor a tar file".to_owned(),
            )),
        }
    };
    match walk() {
        Err(Trouble::Theirs(_)) if tar.into_inner().over => Err(too_much(most)),
        ended => ended,
    }
}

fn too_much(most: u64) -> Trouble {
    Trouble::Theirs(format!(
        "it unpacks to more than {most} bytes, which is more than is read of an archive of its size"
    ))
}

/// A stream that ends with an error after so many bytes.
struct Bounded<R> {
    stream: R,
    most: u64,
    left: u64,
    over: bool,
}

impl<R> Bounded<R> {
    fn new(stream: R, most: u64) -> Self {
        Self {
            stream,
            most,
            left: most,
            over: false,
        }
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.stream.read(buffer)?;
        match self.left.checked_sub(read as u64) {
            Some(left) => {
                self.left = left;
                Ok(read)
            }
            None => {
                self.over = true;
                Err(io::Error::other("too much"))
            }
        }
    }
}

/// What is kept of a submission, in a folder.
pub struct Kept<'a> {
    into: &'a Path,
    wanted: &'a dyn Fn(&str) -> bool,
    entries: usize,
    seen: BTreeSet<String>,
    pub odd: Vec<String>,
}

impl<'a> Kept<'a> {
    pub fn new(into: &'a Path, wanted: &'a dyn Fn(&str) -> bool) -> Self {
        Self {
            into,
            wanted,
            entries: 0,
            seen: BTreeSet::new(),
            odd: Vec::new(),
        }
    }

    fn count(&mut self) -> Result<(), Trouble> {
        self.entries += 1;
        match self.entries > MOST_ENTRIES {
            true => Err(Trouble::Theirs(format!(
                "it holds more than {MOST_ENTRIES} entries"
            ))),
            false => Ok(()),
        }
    }

    /// Where an entry goes; `None` if it is left out.
    pub fn target(&mut self, name: &[u8], regular: bool) -> Option<PathBuf> {
        let lossy = String::from_utf8_lossy(name);
        let last = lossy.rsplit(['/', '\\']).next().unwrap_or_default();
        if regular && !(self.wanted)(last) {
            return None;
        }
        if !regular {
            self.tell(&lossy, "is a link or no plain file");
            return None;
        }
        let Some(parts) = parts(name) else {
            self.tell(&lossy, "is no name of a file in a folder");
            return None;
        };
        if parts.first().is_some_and(|first| first == "__MACOSX") {
            return None;
        }
        // On some systems two such names are one file.
        if !self.seen.insert(parts.join("/").to_lowercase()) {
            self.tell(&lossy, "is there twice; the first one counts");
            return None;
        }
        Some(
            parts
                .iter()
                .fold(self.into.to_owned(), |path, part| path.join(part)),
        )
    }

    fn tell(&mut self, name: &str, what: &str) {
        if self.odd.len() < MOST_FLAGS {
            let name: String = name.chars().take(80).collect();
            self.odd
                .push(format!("`{}` {what}: left out", name.escape_debug()));
        } else if self.odd.len() == MOST_FLAGS {
            self.odd.push("more entries were left out".to_owned());
        }
    }

    /// Writes a file: how many bytes it had.
    pub fn write(&mut self, target: &Path, mut from: impl Read) -> Result<u64, Trouble> {
        let folder = target.parent().unwrap_or(target);
        // A file may be where this one needs a folder.
        let made = fs::create_dir_all(folder).and_then(|()| File::create_new(target));
        match made {
            Ok(mut file) => Ok(io::copy(&mut from, &mut file)?),
            Err(error)
                if matches!(
                    error.kind(),
                    io::ErrorKind::AlreadyExists
                        | io::ErrorKind::NotADirectory
                        | io::ErrorKind::IsADirectory
                ) =>
            {
                let name = target.strip_prefix(self.into).unwrap_or(target);
                self.tell(&name.to_string_lossy(), "is a file and a folder");
                Ok(0)
            }
            Err(error) => Err(Trouble::Ours(error)),
        }
    }
}

/// The parts of a name, if it stays in its folder on each system.
pub fn parts(name: &[u8]) -> Option<Vec<String>> {
    // Some programs for Windows write their own separator.
    let name = std::str::from_utf8(name).ok()?.replace('\\', "/");
    if name.starts_with('/') {
        return None;
    }
    let parts: Vec<String> = name
        .split('/')
        .filter(|part| !part.is_empty() && *part != ".")
        .map(str::to_owned)
        .collect();
    let sound = |part: &String| {
        part != ".."
            && part.len() <= LONGEST
            && !part.ends_with([' ', '.'])
            && !part.contains(|c: char| c.is_control() || c == ':')
    };
    (!parts.is_empty() && parts.len() <= DEEPEST && parts.iter().all(sound)).then_some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_leaves_its_folder_is_none() {
        for name in [
            "../a.rs",
            "/a.rs",
            "a/../../b.rs",
            "c:a.rs",
            "c:\\a.rs",
            "\\\\h\\s\\a.rs",
            "a\0.rs",
            "",
            ".",
            "..\\a.rs",
            "a./b.rs",
        ] {
            assert_eq!(parts(name.as_bytes()), None, "{name:?}");
        }
        assert_eq!(parts(b"a\xff.rs"), None);
        assert_eq!(parts("x/".repeat(17).as_bytes()), None);
        assert_eq!(parts(b"./a//b\\c.rs").unwrap(), ["a", "b", "c.rs"]);
    }
    const WANTED: &str = "double.rs";

    /// What is unpacked of `bytes`: its files with their lengths, and what was odd; or why it is not read.
    fn unpacked(bytes: &[u8]) -> Result<(Vec<String>, Vec<String>), String> {
        let around = tempfile::tempdir().unwrap();
        let (packed, into) = (around.path().join("packed"), around.path().join("into"));
        fs::write(&packed, bytes).unwrap();
        fs::create_dir(&into).unwrap();
        let odd = archive(&packed, &into, &|name| name == WANTED);
        let outside = fs::read_dir(around.path()).unwrap().count();
        assert_eq!(outside, 2, "something was written outside of the folder");
        let odd = odd.map_err(|trouble| match trouble {
            Trouble::Theirs(what) => what,
            Trouble::Ours(error) => panic!("{error}"),
        })?;
        let files = walkdir::WalkDir::new(&into)
            .sort_by_file_name()
            .into_iter()
            .map(Result::unwrap)
            .filter(|entry| !entry.file_type().is_dir())
            .map(|entry| {
                assert!(entry.file_type().is_file());
                let name = entry.path().strip_prefix(&into).unwrap().to_owned();
                format!("{} {}", name.display(), entry.metadata().unwrap().len())
            });
        Ok((files.collect(), odd))
    }

    fn tar_of(build: impl FnOnce(&mut tar::Builder<Vec<u8>>)) -> Vec<u8> {
        let mut tar = tar::Builder::new(Vec::new());
        build(&mut tar);
        tar.into_inner().unwrap()
    }

    /// An entry under a name that is not looked at: the builder refuses some.
    fn entry(tar: &mut tar::Builder<Vec<u8>>, name: &str, kind: tar::EntryType, text: &[u8]) {
        let mut header = tar::Header::new_ustar();
        header.as_mut_bytes()[..name.len()].copy_from_slice(name.as_bytes());
        header.set_entry_type(kind);
        header.set_mode(0o644);
        if kind.is_symlink() || kind.is_hard_link() {
            header.set_link_name("/etc/hostname").unwrap();
        }
        header.set_size(text.len() as u64);
        header.set_cksum();
        tar.append(&header, text).unwrap();
    }

    fn zip_of(names: &[&str]) -> Vec<u8> {
        use std::io::Write as _;
        let mut zip = zip::ZipWriter::new(io::Cursor::new(Vec::new()));
        for name in names {
            let options = zip::write::SimpleFileOptions::default();
            zip.start_file(*name, options).unwrap();
            zip.write_all(b"text").unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    fn gz(bytes: &[u8]) -> Vec<u8> {
        use std::io::Write as _;
        let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        gz.write_all(bytes).unwrap();
        gz.finish().unwrap()
    }

    #[test]
    fn of_a_tar_file_only_plain_files_with_names_below_it_are_written() {
        use tar::EntryType as Kind;
        let bytes = tar_of(|tar| {
            entry(tar, "hw/ch01/src/double.rs", Kind::Regular, b"12345");
            entry(tar, "hw/ch01/src/other.rs", Kind::Regular, b"12345");
            entry(tar, "../double.rs", Kind::Regular, b"1");
            entry(tar, "/tmp/double.rs", Kind::Regular, b"1");
            entry(tar, "hw/ch01/src/Double.rs/double.rs", Kind::Regular, b"1");
            entry(tar, "a/double.rs", Kind::Symlink, b"");
            entry(tar, "b/double.rs", Kind::Link, b"");
            entry(tar, "c/double.rs", Kind::Fifo, b"");
            entry(tar, "HW/CH01/src/double.rs", Kind::Regular, b"1");
        });
        for bytes in [gz(&bytes), bytes] {
            let (files, odd) = unpacked(&bytes).unwrap();
            assert_eq!(
                files,
                [
                    "hw/ch01/src/Double.rs/double.rs 1",
                    "hw/ch01/src/double.rs 5"
                ]
            );
            assert_eq!(odd.len(), 6, "{odd:?}");
            assert!(odd[0].contains("`../double.rs` is no name of a file in a folder"));
            assert!(odd[2].contains("`a/double.rs` is a link"), "{odd:?}");
            assert_eq!(odd[5], "more entries were left out");
        }
    }

    #[test]
    fn a_link_in_an_archive_gives_nothing_a_way_out() {
        let bytes = tar_of(|tar| {
            entry(tar, "src", tar::EntryType::Symlink, b"");
            entry(tar, "src/double.rs", tar::EntryType::Regular, b"1");
        });
        let (files, odd) = unpacked(&bytes).unwrap();
        assert_eq!(files, ["src/double.rs 1"]);
        assert!(odd[0].contains("`src` is a link"), "{odd:?}");
    }

    #[test]
    fn of_a_zip_file_names_are_looked_at_before_anything_is_written() {
        let (files, odd) = unpacked(&zip_of(&[
            "hw\\src\\double.rs",
            "../../double.rs",
            "a/../double.rs",
            "__MACOSX/double.rs",
            "x\u{1b}[31m/double.rs",
        ]))
        .unwrap();
        assert_eq!(files, ["hw/src/double.rs 4"]);
        assert_eq!(odd.len(), 3, "{odd:?}");
        assert!(odd[2].contains("x\\u{1b}[31m/double.rs"), "{odd:?}");
    }

    #[test]
    fn a_bomb_is_not_unpacked() {
        let bomb = gz(&tar_of(|tar| {
            let much = vec![0; 30 * 1024 * 1024];
            entry(tar, "x/double.rs", tar::EntryType::Regular, &much);
            entry(tar, "y/double.rs", tar::EntryType::Regular, b"1");
        }));
        assert!(bomb.len() < 200_000, "{}", bomb.len());
        let said = unpacked(&bomb).unwrap_err();
        assert!(said.contains("unpacks to more than"), "{said}");
    }

    #[test]
    fn more_than_an_answer_may_hold_is_not_kept() {
        let bytes = tar_of(|tar| {
            let much = vec![b'x'; 6 * 1024 * 1024];
            entry(tar, "double.rs", tar::EntryType::Regular, &much);
        });
        let (files, _) = unpacked(&bytes).unwrap();
        assert_eq!(files, [format!("double.rs {MOST_KEPT}")]);
    }

    #[test]
    fn what_is_broken_says_so() {
        let zip = zip_of(&["double.rs"]);
        let tar = gz(&tar_of(|tar| {
            entry(tar, "double.rs", tar::EntryType::Regular, b"12")
        }));
        for broken in [
            &b""[..],
            b"no archive at all, but a text that is long enough to be looked at",
            &[b'x'; 2048],
            &zip[..zip.len() / 2],
            &tar[..tar.len() / 2],
        ] {
            assert!(unpacked(broken).is_err(), "{broken:?}");
        }
    }
}
