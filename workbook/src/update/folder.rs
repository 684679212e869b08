//! The reader's working folder: looking at a file and replacing one, never through a link.

use std::fs::{self, File, FileType};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};

/// What is at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seen {
    Nothing,
    File(Vec<u8>),
    /// A folder.
    Folder,
    /// A link, or something that is neither a file nor a folder.
    Other,
    /// Something that is no folder is at this path above it.
    Below(String),
}

/// Looks at `path`, from the root, with `/`.
///
/// # Errors
/// If it is a file and cannot be read.
pub fn look(root: &Path, path: &str) -> anyhow::Result<Seen> {
    for (end, _) in path.match_indices('/') {
        match kind(root, &path[..end])? {
            None => return Ok(Seen::Nothing),
            Some(kind) if kind.is_dir() => {}
            Some(_) => return Ok(Seen::Below(path[..end].to_owned())),
        }
    }
    Ok(match kind(root, path)? {
        None => Seen::Nothing,
        Some(kind) if kind.is_file() => {
            Seen::File(fs::read(root.join(path)).with_context(|| format!("reading {path}"))?)
        }
        Some(kind) if kind.is_dir() => Seen::Folder,
        Some(_) => Seen::Other,
    })
}

fn kind(root: &Path, path: &str) -> anyhow::Result<Option<FileType>> {
    match root.join(path).symlink_metadata() {
        Ok(data) => Ok(Some(data.file_type())),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        // A name that this system does not have.
        Err(error) if error.kind() == ErrorKind::InvalidFilename => Ok(None),
        Err(error) => Err(error).with_context(|| format!("looking at {path}")),
    }
}

/// Whether the folder at `path`, or one above it, is absent.
pub fn is_absent(root: &Path, path: &str) -> bool {
    matches!(look(root, path), Ok(Seen::Nothing))
}

/// Writes a file, whole or not at all. `executable` says whether it may be run; none leaves that as it is.
///
/// # Errors
/// If it cannot be written, or if something else than a file is there by now.
pub fn write(
    root: &Path,
    path: &str,
    bytes: &[u8],
    executable: Option<bool>,
) -> anyhow::Result<()> {
    if !matches!(look(root, path)?, Seen::Nothing | Seen::File(_)) {
        bail!(
            "{path} is no plain file any more: nothing is written through a link or over a folder"
        );
    }
    put(root, path, bytes, executable).with_context(|| {
        format!("writing {path}. If a program has it open, close it there; then update again")
    })
}

/// What a file is called until it is whole, in the folder that git does not look into.
const UNFINISHED: &str = "unfinished-";

fn put(root: &Path, path: &str, bytes: &[u8], executable: Option<bool>) -> io::Result<()> {
    let file = root.join(path);
    let folder = file.parent().unwrap_or(root);
    fs::create_dir_all(folder)?;
    let own = root.join(".workbook");
    for place in [own.as_path(), folder] {
        let mut whole = tempfile::Builder::new()
            .prefix(UNFINISHED)
            .tempfile_in(place)?;
        whole.write_all(bytes)?;
        permit(whole.as_file(), &file, executable)?;
        match whole.persist(&file) {
            // A part of the tree may be on another disk.
            Err(error) if error.error.kind() == ErrorKind::CrossesDevices => {}
            persisted => return persisted.map(drop).map_err(|error| error.error),
        }
    }
    Err(ErrorKind::CrossesDevices.into())
}

/// Removes what writes that were interrupted left behind. Only one process at a time may write.
pub fn clean(root: &Path) {
    for entry in fs::read_dir(root.join(".workbook"))
        .into_iter()
        .flatten()
        .flatten()
    {
        if entry.file_name().to_string_lossy().starts_with(UNFINISHED) {
            // A leftover does no harm there.
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// A temporary file is readable by its owner alone.
#[cfg(unix)]
fn permit(whole: &File, file: &Path, executable: Option<bool>) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    let before = fs::metadata(file).map_or(0o644, |data| data.permissions().mode());
    let mode = match executable {
        None => before,
        Some(true) => before | 0o111,
        Some(false) => before & !0o111,
    };
    whole.set_permissions(fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn permit(_: &File, _: &Path, _: Option<bool>) -> io::Result<()> {
    Ok(())
}

/// Removes a file, and the folders that are empty without it.
///
/// # Errors
/// If something else than a file is there, or it cannot be removed.
pub fn remove(root: &Path, path: &str) -> anyhow::Result<()> {
    match look(root, path)? {
        Seen::Nothing => return Ok(()),
        Seen::File(_) => {}
        _ => bail!("{path} is no plain file any more, and stays"),
    }
    fs::remove_file(root.join(path)).with_context(|| {
        format!("removing {path}. If a program has it open, close it there; then update again")
    })?;
    for (end, _) in path.rmatch_indices('/') {
        // It holds something else, or is in use: it stays.
        if fs::remove_dir(root.join(&path[..end])).is_err() {
            break;
        }
    }
    Ok(())
}

/// The files below the folder at `path`, from the root.
pub fn below(root: &Path, path: &str) -> Vec<String> {
    let files = walkdir::WalkDir::new(root.join(path)).into_iter();
    files
        .filter_map(Result::ok)
        .filter(|entry| !entry.file_type().is_dir())
        .map(|entry| {
            let below = entry.path().strip_prefix(root).map(Path::to_path_buf);
            let below: PathBuf = below.unwrap_or_default();
            let parts: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
            parts.join("/")
        })
        .collect()
}
