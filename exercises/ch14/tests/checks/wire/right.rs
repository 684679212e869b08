//! Implementations that do what the specification says, in several styles.

use std::io::{self, ErrorKind};

use ch14::wire::{Frames, MAX, Reader};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};

/// Reads exactly what it needs.
pub struct Exact(Reader);

impl Frames for Exact {
    fn new(reader: Reader) -> Self {
        Self(reader)
    }

    async fn next(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut length = [0; 2];
        if self.0.read(&mut length[..1]).await? == 0 {
            return Ok(None);
        }
        self.0.read_exact(&mut length[1..]).await?;
        let length = usize::from(u16::from_be_bytes(length));
        if length > MAX {
            return Err(ErrorKind::InvalidData.into());
        }
        let mut frame = vec![0; length];
        self.0.read_exact(&mut frame).await?;
        Ok(Some(frame))
    }
}

/// Reads as much as there is, and keeps it for later.
pub struct Buffered {
    reader: Reader,
    bytes: Vec<u8>,
}

impl Frames for Buffered {
    fn new(reader: Reader) -> Self {
        let bytes = Vec::with_capacity(8_192);
        Self { reader, bytes }
    }

    async fn next(&mut self) -> io::Result<Option<Vec<u8>>> {
        loop {
            if let [high, low, rest @ ..] = self.bytes.as_slice() {
                let length = usize::from(u16::from_be_bytes([*high, *low]));
                if length > MAX {
                    return Err(io::Error::new(ErrorKind::InvalidData, "a long frame"));
                }
                if rest.len() >= length {
                    let frame = rest[..length].to_vec();
                    self.bytes.drain(..2 + length);
                    return Ok(Some(frame));
                }
            }
            self.bytes.reserve(4_096);
            if self.reader.read_buf(&mut self.bytes).await? == 0 {
                return match self.bytes.is_empty() {
                    true => Ok(None),
                    false => Err(ErrorKind::UnexpectedEof.into()),
                };
            }
        }
    }
}

/// Takes its bytes one at a time from a small buffer of tokio's.
pub struct ByteByByte(BufReader<Reader>);

impl Frames for ByteByByte {
    fn new(reader: Reader) -> Self {
        Self(BufReader::with_capacity(3, reader))
    }

    async fn next(&mut self) -> io::Result<Option<Vec<u8>>> {
        if self.0.fill_buf().await?.is_empty() {
            return Ok(None);
        }
        let length = usize::from(self.0.read_u16().await?);
        if length > MAX {
            return Err(ErrorKind::InvalidData.into());
        }
        let mut frame = Vec::new();
        while frame.len() < length {
            frame.push(self.0.read_u8().await?);
            tokio::task::yield_now().await;
        }
        Ok(Some(frame))
    }
}
