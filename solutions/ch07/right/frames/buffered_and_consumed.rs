//! Style: a `BufReader`, from which is consumed what has been copied.

use std::io::{self, ErrorKind};

use tokio::io::{AsyncBufReadExt, AsyncRead, BufReader};

/// The longest frame, in bytes without its length: 1 MiB.
pub const MAX: usize = 1 << 20;

pub struct Frames<R> {
    reader: BufReader<R>,
    length: Vec<u8>,
    frame: Vec<u8>,
}

impl<R: AsyncRead + Unpin> Frames<R> {
    pub fn new(reader: R) -> Self {
        Self {
            reader: BufReader::new(reader),
            length: Vec::new(),
            frame: Vec::new(),
        }
    }

    pub async fn next(&mut self) -> io::Result<Option<Vec<u8>>> {
        if !fill(&mut self.reader, &mut self.length, 4).await? {
            return match self.length.is_empty() {
                true => Ok(None),
                false => Err(ErrorKind::UnexpectedEof.into()),
            };
        }
        let length = self.length[..].try_into().expect("has been filled");
        let length = u32::from_be_bytes(length) as usize;
        if length > MAX {
            return Err(ErrorKind::InvalidData.into());
        }
        if !fill(&mut self.reader, &mut self.frame, length).await? {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        self.length.clear();
        Ok(Some(std::mem::take(&mut self.frame)))
    }
}

/// Whether `kept` is `length` bytes long now; false if the reader ends before.
async fn fill<R: AsyncRead + Unpin>(
    reader: &mut BufReader<R>,
    kept: &mut Vec<u8>,
    length: usize,
) -> io::Result<bool> {
    while kept.len() < length {
        let available = reader.fill_buf().await?;
        if available.is_empty() {
            return Ok(false);
        }
        let taken = available.len().min(length - kept.len());
        kept.extend_from_slice(&available[..taken]);
        reader.consume(taken);
    }
    Ok(true)
}
