//! Style: reads what there is into one buffer, and looks into the buffer before it reads.

use std::collections::VecDeque;
use std::io::{self, ErrorKind};

use tokio::io::{AsyncRead, AsyncReadExt};

/// The longest frame, in bytes without its length: 1 MiB.
pub const MAX: usize = 1 << 20;

pub struct Frames<R> {
    reader: R,
    buffered: VecDeque<u8>,
}

impl<R: AsyncRead + Unpin> Frames<R> {
    pub fn new(reader: R) -> Self {
        Self {
            reader,
            buffered: VecDeque::new(),
        }
    }

    pub async fn next(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut chunk = [0; 8 * 1024];
        loop {
            if let Some(frame) = self.parse()? {
                return Ok(Some(frame));
            }
            // Between the read and the line that keeps its bytes there is no await.
            let read = self.reader.read(&mut chunk).await?;
            self.buffered.extend(&chunk[..read]);
            if read == 0 {
                return if self.buffered.is_empty() {
                    Ok(None)
                } else {
                    Err(ErrorKind::UnexpectedEof.into())
                };
            }
        }
    }

    fn parse(&mut self) -> io::Result<Option<Vec<u8>>> {
        if self.buffered.len() < 4 {
            return Ok(None);
        }
        let length = (0..4).fold(0, |length, at| length << 8 | self.buffered[at] as usize);
        if length > MAX {
            return Err(ErrorKind::InvalidData.into());
        }
        if self.buffered.len() < 4 + length {
            return Ok(None);
        }
        Ok(Some(self.buffered.drain(..4 + length).skip(4).collect()))
    }
}
