//! `NAME.part`, while bytes arrive.

use std::fs::{self, File};
use std::io::{self, Write};
use std::mem;

use ch15::http::{Failure, Sink};

use crate::disk::{BUFFER, Place, blocking};

/// `NAME.part`, open for its next bytes.
pub struct PartFile {
    place: Place,
    part: Part,
    buffer: Vec<u8>,
}

/// Where its bytes are.
pub enum Part {
    Open(File),
    /// A write has failed, or was dropped before it was ready.
    Lost,
    /// The whole file fits in the buffer. Nothing is on disk before it is whole: a part of so little is worth no note.
    InBuffer,
}

impl PartFile {
    /// Without bytes in its buffer.
    pub fn new(place: Place, part: Part) -> Self {
        Self {
            place,
            part,
            buffer: Vec::new(),
        }
    }

    /// `NAME.part` is whole: it becomes `NAME`.
    pub async fn finish(self) -> Result<(), Failure> {
        let Self { part, buffer, .. } = self;
        let finished = self.place.on_disk(move |place| {
            match part {
                Part::Open(file) => drop(file),
                Part::Lost => return Err(lost()),
                Part::InBuffer => {
                    let mut file = place.locked()?;
                    place.empty(&file)?;
                    file.write_all(&buffer)?;
                }
            }
            fs::rename(&place.part, &place.whole)?;
            place.forget()
        });
        finished.await
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

    /// A file that fits in the buffer is written when it is finished.
    async fn flush(&mut self) -> Result<(), Failure> {
        if self.buffer.is_empty() || matches!(self.part, Part::InBuffer) {
            return Ok(());
        }
        let part = mem::replace(&mut self.part, Part::Lost);
        let mut bytes = mem::take(&mut self.buffer);
        // If this future is dropped, the write goes on. Nothing writes after it.
        let written = blocking(move || {
            let Part::Open(mut file) = part else {
                return Err(lost());
            };
            file.write_all(&bytes)?;
            bytes.clear();
            Ok((file, bytes))
        });
        let (file, buffer) = written.await?;
        (self.part, self.buffer) = (Part::Open(file), buffer);
        Ok(())
    }
}

fn lost() -> io::Error {
    io::Error::other("an earlier write failed")
}
