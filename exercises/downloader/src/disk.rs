//! Files. `NAME.part` has the first bytes of `NAME`, and `NAME.part.json` notes whose bytes they are. `NAME` appears
//! when it is whole.
//!
//! The process may be killed between any two steps, so they have an order: a note is deleted before the bytes that
//! it describes, and written before the bytes that it will describe. Bytes without a note are not used again, and a
//! note that was written in part is not JSON. A power cut may undo steps in another order; against that, only a
//! checksum helps.

use std::collections::HashSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use ch15::http::{Checksum, Failure};
use ch15::resume::Partial;
use serde_json::{Value, json};
use tokio::task::spawn_blocking;

use crate::jobs::same;
use crate::lane::{Lane, disk};
use crate::part::{Part, PartFile};

/// Each write to the disk is a trip to another thread, so it is worth as many bytes.
pub const BUFFER: usize = 256 * 1024;

/// Where the files go.
pub struct Directory {
    path: PathBuf,
    lane: Lane,
    /// What it held at the beginning. A file whose name is not among these is not looked for.
    names: HashSet<String>,
}

/// Where a file is, or will be.
#[derive(Clone)]
pub struct Place(Arc<Paths>);

pub struct Paths {
    lane: Lane,
    url: String,
    pub whole: PathBuf,
    pub part: PathBuf,
    note: PathBuf,
    /// Nothing of it was there at the beginning, and it has not been looked for.
    is_new: AtomicBool,
    /// Whether there may be a note.
    has_note: AtomicBool,
}

/// What is on disk.
pub enum Found {
    Nothing,
    Part(Partial),
    /// The whole file, of this size.
    Whole(u64),
}

impl Directory {
    /// Makes the directory if there is none, and reads it.
    ///
    /// # Errors
    ///
    /// If it cannot be made or read, or the system has no thread left.
    pub fn open(path: PathBuf) -> io::Result<Self> {
        fs::create_dir_all(&path)?;
        let mut names = HashSet::new();
        for entry in fs::read_dir(&path)? {
            names.extend(entry?.file_name().to_str().map(same));
        }
        Ok(Self {
            path,
            lane: Lane::start()?,
            names,
        })
    }

    /// The place of the file `name` of `url`.
    pub fn place(&self, name: &str, url: &str) -> Place {
        let (part, note) = (format!("{name}.part"), format!("{name}.part.json"));
        // What is the same letter outside ASCII is up to the file system.
        let may_have = |name: &str| !name.is_ascii() || self.names.contains(&same(name));
        Place(Arc::new(Paths {
            lane: self.lane.clone(),
            url: url.to_owned(),
            is_new: AtomicBool::new(!may_have(name) && !may_have(&part)),
            has_note: AtomicBool::new(may_have(&note)),
            whole: self.path.join(name),
            part: self.path.join(part),
            note: self.path.join(note),
        }))
    }
}

impl Place {
    /// What is there.
    pub async fn look(&self) -> Result<Found, Failure> {
        if self.0.is_new.swap(false, Ordering::Relaxed) {
            return Ok(Found::Nothing);
        }
        self.on_disk(|place| {
            if let Some(size) = size(&place.whole)? {
                return Ok(Found::Whole(size));
            }
            let Some(bytes) = size(&place.part)? else {
                return Ok(Found::Nothing);
            };
            let Some((validator, total)) = place.noted() else {
                return Ok(Found::Nothing);
            };
            Ok(Found::Part(Partial {
                bytes,
                validator: Some(validator),
                total,
            }))
        })
        .await
    }

    /// Opens `NAME.part` and keeps its first `from` bytes; the checksum has seen them, if it is `wanted`. If that is
    /// none, the bytes to come are of the version `validator`.
    pub async fn open(
        &self,
        wanted: bool,
        from: u64,
        total: Option<u64>,
        validator: Option<String>,
    ) -> Result<(PartFile, Checksum), Failure> {
        let file = |part| PartFile::new(self.clone(), part);
        let mut digest = Checksum::new(wanted);
        if from == 0 && total.is_some_and(|total| total <= BUFFER as u64) {
            return Ok((file(Part::InBuffer), digest));
        }
        let opened = self.on_disk(move |place| {
            let file = place.locked()?;
            if from == 0 {
                place.empty(&file)?;
                if let Some(validator) = validator {
                    let note = json!({ "url": place.url, "validator": validator, "total": total });
                    place.has_note.store(true, Ordering::Relaxed);
                    fs::write(&place.note, note.to_string())?;
                }
            }
            Ok(file)
        });
        let mut open = opened.await?;
        // To read a large part takes long: not in the queue of all.
        let kept = blocking(move || {
            if wanted {
                add(&mut open, from, &mut digest)?;
            } else if open.metadata()?.len() < from {
                return Err(ErrorKind::UnexpectedEof.into());
            }
            open.set_len(from)?;
            open.seek(SeekFrom::Start(from))?;
            Ok((open, digest))
        });
        let (open, digest) = kept.await?;
        Ok((file(Part::Open(open)), digest))
    }

    /// The checksum of the whole file.
    pub async fn digest(&self) -> Result<Checksum, Failure> {
        let place = Arc::clone(&self.0);
        blocking(move || {
            let mut file = File::open(&place.whole)?;
            let size = file.metadata()?.len();
            let mut digest = Checksum::new(true);
            add(&mut file, size, &mut digest)?;
            Ok(digest)
        })
        .await
    }

    /// What is there of `NAME.part` is of no use.
    pub async fn discard(&self) -> Result<(), Failure> {
        self.on_disk(|place| {
            place.forget()?;
            unless_missing(fs::remove_file(&place.part)).map(drop)
        })
        .await
    }

    pub async fn on_disk<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Paths) -> io::Result<T> + Send + 'static,
    ) -> Result<T, Failure> {
        let place = Arc::clone(&self.0);
        self.0.lane.run(move || work(&place)).await
    }
}

impl Paths {
    /// Validator and total of the part, if they are known for this URL: another URL may use the same ETag.
    fn noted(&self) -> Option<(String, Option<u64>)> {
        let note: Value = serde_json::from_slice(&fs::read(&self.note).ok()?).ok()?;
        let is_ours = note["url"] == *self.url;
        is_ours.then_some((
            note["validator"].as_str()?.to_owned(),
            note["total"].as_u64(),
        ))
    }

    /// `NAME.part`, for this process alone.
    pub fn locked(&self) -> io::Result<File> {
        let mut open = OpenOptions::new();
        open.read(true).write(true).create(true).truncate(false);
        let file = open.open(&self.part)?;
        match file.try_lock() {
            Ok(()) => Ok(file),
            Err(_) => Err(io::Error::other("another process writes to its .part file")),
        }
    }

    /// First the note, then its bytes.
    pub fn empty(&self, part: &File) -> io::Result<()> {
        self.forget()?;
        part.set_len(0)
    }

    pub fn forget(&self) -> io::Result<()> {
        if self.has_note.load(Ordering::Relaxed) {
            unless_missing(fs::remove_file(&self.note))?;
            self.has_note.store(false, Ordering::Relaxed);
        }
        Ok(())
    }
}

pub async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> Result<T, Failure> {
    spawn_blocking(work).await.map_err(disk)?.map_err(disk)
}

/// Updates `digest` with the next `bytes` of `file`.
fn add(file: &mut File, bytes: u64, digest: &mut Checksum) -> io::Result<()> {
    let mut buffer = vec![0; BUFFER.min(usize::try_from(bytes).unwrap_or(BUFFER))];
    let mut rest = file.take(bytes);
    loop {
        match rest.read(&mut buffer)? {
            0 if rest.limit() > 0 => return Err(ErrorKind::UnexpectedEof.into()),
            0 => return Ok(()),
            read => digest.update(&buffer[..read]),
        }
    }
}

fn size(path: &Path) -> io::Result<Option<u64>> {
    let there = unless_missing(fs::metadata(path))?;
    match there {
        Some(there) if !there.is_file() => Err(io::Error::other("its name is that of a directory")),
        there => Ok(there.map(|there| there.len())),
    }
}

fn unless_missing<T>(done: io::Result<T>) -> io::Result<Option<T>> {
    match done {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}
