//! Style: a poll by hand that takes all that has arrived, and keeps the end or the error until its turn comes.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::io::{self, ErrorKind};
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, ReadBuf};

/// The longest frame, in bytes without its length: 1 MiB.
pub const MAX: usize = 1 << 20;

pub struct Frames<R> {
    reader: R,
    buffered: VecDeque<u8>,
    /// How the reader ended: with an error, or with the end of its bytes.
    ended: Option<Option<io::Error>>,
}

impl<R: AsyncRead + Unpin> Frames<R> {
    pub fn new(reader: R) -> Self {
        Self {
            reader,
            buffered: VecDeque::new(),
            ended: None,
        }
    }

    pub async fn next(&mut self) -> io::Result<Option<Vec<u8>>> {
        poll_fn(|cx| self.poll_next(cx)).await
    }

    fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<Option<Vec<u8>>>> {
        loop {
            if let Some(frame) = self.parse()? {
                return Poll::Ready(Ok(Some(frame)));
            }
            match &mut self.ended {
                Some(Some(error)) => return Poll::Ready(Err(error.kind().into())),
                Some(None) if self.buffered.is_empty() => return Poll::Ready(Ok(None)),
                Some(None) => return Poll::Ready(Err(ErrorKind::UnexpectedEof.into())),
                None => {}
            }
            if self.fill(cx) == 0 && self.ended.is_none() {
                return Poll::Pending;
            }
        }
    }

    /// Reads until the reader is pending or has ended; returns how many bytes came.
    fn fill(&mut self, cx: &mut Context<'_>) -> usize {
        let before = self.buffered.len();
        let mut space = [0; 4096];
        while self.ended.is_none() {
            let mut space = ReadBuf::new(&mut space);
            match Pin::new(&mut self.reader).poll_read(cx, &mut space) {
                Poll::Pending => break,
                Poll::Ready(Err(error)) => self.ended = Some(Some(error)),
                Poll::Ready(Ok(())) if space.filled().is_empty() => self.ended = Some(None),
                Poll::Ready(Ok(())) => self.buffered.extend(space.filled()),
            }
        }
        self.buffered.len() - before
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
