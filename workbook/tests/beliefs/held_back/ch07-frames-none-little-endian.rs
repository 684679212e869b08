// entry: none, or native_order
use std::io;

use tokio::io::{AsyncRead, AsyncReadExt};

pub const MAX: usize = 1 << 20;

pub struct Frames<R> {
    reader: R,
    header: Vec<u8>,
    body: Vec<u8>,
}

impl<R: AsyncRead + Unpin> Frames<R> {
    pub fn new(reader: R) -> Self {
        Self {
            reader,
            header: Vec::new(),
            body: Vec::new(),
        }
    }

    pub async fn next(&mut self) -> io::Result<Option<Vec<u8>>> {
        while self.header.len() < 4 {
            let mut room = [0; 4];
            let missing = 4 - self.header.len();
            let read = self.reader.read(&mut room[..missing]).await?;
            if read == 0 {
                return match self.header.is_empty() {
                    true => Ok(None),
                    false => Err(io::ErrorKind::UnexpectedEof.into()),
                };
            }
            self.header.extend_from_slice(&room[..read]);
        }
        let mut length = [0; 4];
        length.copy_from_slice(&self.header);
        let length = u32::from_le_bytes(length) as usize;
        if length > MAX {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let mut room = vec![0; 8 * 1024];
        while self.body.len() < length {
            let missing = (length - self.body.len()).min(room.len());
            let read = self.reader.read(&mut room[..missing]).await?;
            if read == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            self.body.extend_from_slice(&room[..read]);
        }
        self.header.clear();
        Ok(Some(std::mem::take(&mut self.body)))
    }
}
