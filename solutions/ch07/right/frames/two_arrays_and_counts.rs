//! Style: an array for the length, a vector for the bytes, and how much of each is filled.

use std::io::{self, ErrorKind};

use tokio::io::{AsyncRead, AsyncReadExt};

/// The longest frame, in bytes without its length: 1 MiB.
pub const MAX: usize = 1 << 20;

pub struct Frames<R> {
    reader: R,
    length: [u8; 4],
    length_filled: usize,
    body: Option<Vec<u8>>,
    body_filled: usize,
}

impl<R: AsyncRead + Unpin> Frames<R> {
    pub fn new(reader: R) -> Self {
        Self {
            reader,
            length: [0; 4],
            length_filled: 0,
            body: None,
            body_filled: 0,
        }
    }

    pub async fn next(&mut self) -> io::Result<Option<Vec<u8>>> {
        while self.length_filled < self.length.len() {
            let rest = &mut self.length[self.length_filled..];
            match self.reader.read(rest).await? {
                0 if self.length_filled == 0 => return Ok(None),
                0 => return Err(ErrorKind::UnexpectedEof.into()),
                read => self.length_filled += read,
            }
        }
        let length = u32::from_be_bytes(self.length) as usize;
        if length > MAX {
            return Err(io::Error::new(
                ErrorKind::InvalidData,
                format!("a frame of {length} bytes; at most {MAX} are allowed"),
            ));
        }
        let body = self.body.get_or_insert_with(|| vec![0; length]);
        while self.body_filled < length {
            match self.reader.read(&mut body[self.body_filled..]).await? {
                0 => return Err(ErrorKind::UnexpectedEof.into()),
                read => self.body_filled += read,
            }
        }
        (self.length_filled, self.body_filled) = (0, 0);
        Ok(self.body.take())
    }
}
