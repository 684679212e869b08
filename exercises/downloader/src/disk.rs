//! Files. `NAME.part` has the first bytes of `NAME`, and `NAME.part.json` notes whose bytes they are. `NAME` appears
//! when it is whole.
//!
//! The process may be killed between any two steps, so they have an order: a note is deleted before the bytes that
//! it describes, and written before the bytes that it will describe. Bytes without a note are not used again, and a
//! note that was written in part is not JSON. A power cut may undo steps in another order; against that, only a
//! checksum helps.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom, Write};
use std::mem;
use std::path::{Path, PathBuf};

use ch15::http::{Failure, Sink};
use ch15::resume::Partial;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::task::spawn_blocking;

/// Each write to the disk is a trip to another thread, so it is worth as many bytes.
const BUFFER: usize = 256 * 1024;

/// Where a file is, or will be.
#[derive(Clone)]
pub struct Place {
    url: String,
    whole: PathBuf,
    part: PathBuf,
    note: PathBuf,
}

/// What is on disk.
pub enum Found {
    Nothing,
    Part(Partial),
    /// The whole file, of this size.
    Whole(u64),
}

/// `NAME.part`, open for its next bytes.
pub struct PartFile {
    place: Place,
    /// `None` before the first flush if the whole file fits in the buffer, and after a write that failed.
    file: Option<File>,
    is_open: bool,
    buffer: Vec<u8>,
}

impl Place {
    /// The place of the file `name` of `url` in `directory`.
    pub fn new(directory: &Path, name: &str, url: &str) -> Self {
        Self {
            url: url.to_owned(),
            whole: directory.join(name),
            part: directory.join(format!("{name}.part")),
            note: directory.join(format!("{name}.part.json")),
        }
    }

    /// What is there.
    pub async fn look(&self) -> Result<Found, Failure> {
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

    /// Opens `NAME.part` and keeps its first `from` bytes; the digest has seen them. If that is none, the bytes to
    /// come are of the version `validator`.
    pub async fn open(
        &self,
        from: u64,
        total: Option<u64>,
        validator: Option<String>,
    ) -> Result<(PartFile, Sha256), Failure> {
        let part = |file: Option<File>| PartFile {
            place: self.clone(),
            is_open: file.is_some(),
            file,
            buffer: Vec::new(),
        };
        // A file that fits in the buffer is written at once, and there is nothing to note.
        if from == 0 && total.is_some_and(|total| total <= BUFFER as u64) {
            return Ok((part(None), Sha256::new()));
        }
        let opened = self.on_disk(move |place| {
            let mut file = place.locked()?;
            if from == 0 {
                place.empty(&file)?;
                if let Some(validator) = validator {
                    let note = json!({ "url": place.url, "validator": validator, "total": total });
                    fs::write(&place.note, note.to_string())?;
                }
            }
            let digest = digest_of(&mut file, from)?;
            file.set_len(from)?;
            file.seek(SeekFrom::Start(from))?;
            Ok((file, digest))
        });
        let (file, digest) = opened.await?;
        Ok((part(Some(file)), digest))
    }

    /// The digest of the whole file.
    pub async fn digest(&self) -> Result<Sha256, Failure> {
        self.on_disk(|place| {
            let mut file = File::open(&place.whole)?;
            let size = file.metadata()?.len();
            digest_of(&mut file, size)
        })
        .await
    }

    /// `NAME.part` is whole: it becomes `NAME`.
    pub async fn finish(&self) -> Result<(), Failure> {
        self.on_disk(|place| {
            fs::rename(&place.part, &place.whole)?;
            place.forget()
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
    fn locked(&self) -> io::Result<File> {
        let mut open = OpenOptions::new();
        open.read(true).write(true).create(true).truncate(false);
        let file = open.open(&self.part)?;
        match file.try_lock() {
            Ok(()) => Ok(file),
            Err(_) => Err(io::Error::other("another process writes to its .part file")),
        }
    }

    /// First the note, then its bytes.
    fn empty(&self, part: &File) -> io::Result<()> {
        self.forget()?;
        part.set_len(0)
    }

    fn forget(&self) -> io::Result<()> {
        unless_missing(fs::remove_file(&self.note)).map(drop)
    }

    async fn on_disk<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Self) -> io::Result<T> + Send + 'static,
    ) -> Result<T, Failure> {
        let place = self.clone();
        blocking(move || work(&place)).await
    }
}

impl Sink for PartFile {
    async fn write(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        if self.buffer.len() + bytes.len() > BUFFER {
            self.flush().await?;
        }
        self.buffer.extend_from_slice(bytes);
        Ok(())
    }

    async fn flush(&mut self) -> Result<(), Failure> {
        if self.buffer.is_empty() && self.is_open {
            return Ok(());
        }
        let (place, file) = (self.place.clone(), self.file.take());
        let is_open = mem::replace(&mut self.is_open, true);
        let bytes = mem::take(&mut self.buffer);
        // If this future is dropped, the write goes on. Nothing writes after it.
        let written = blocking(move || {
            let mut file = match file {
                Some(file) => file,
                None if is_open => return Err(io::Error::other("an earlier write failed")),
                None => {
                    let file = place.locked()?;
                    place.empty(&file)?;
                    file
                }
            };
            file.write_all(&bytes)?;
            Ok((file, bytes))
        });
        let (file, buffer) = written.await?;
        (self.file, self.buffer) = (Some(file), buffer);
        self.buffer.clear();
        Ok(())
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> Result<T, Failure> {
    let done = spawn_blocking(work).await;
    let done = done.map_err(|error| Failure::Disk(error.to_string()))?;
    done.map_err(|error| Failure::Disk(error.to_string()))
}

fn digest_of(file: &mut File, bytes: u64) -> io::Result<Sha256> {
    let mut digest = Sha256::new();
    let mut buffer = vec![0; BUFFER.min(usize::try_from(bytes).unwrap_or(BUFFER))];
    let mut rest = file.take(bytes);
    loop {
        match rest.read(&mut buffer)? {
            0 if rest.limit() > 0 => return Err(ErrorKind::UnexpectedEof.into()),
            0 => return Ok(digest),
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
