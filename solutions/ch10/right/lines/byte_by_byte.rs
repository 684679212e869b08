//! Style: the chunk in hand is an iterator, and each byte goes to the line that has begun.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::vec;

use futures::stream::Stream;

/// The bytes of a line are no UTF-8.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotUtf8;

/// The lines of a stream of chunks.
pub struct Lines<S> {
    /// `None` after its end.
    source: Option<S>,
    chunk: vec::IntoIter<u8>,
    line: Vec<u8>,
}

impl<S> Lines<S> {
    /// Nothing is polled yet.
    pub fn new(source: S) -> Self {
        Self {
            source: Some(source),
            chunk: Vec::new().into_iter(),
            line: Vec::new(),
        }
    }

    fn take_line(&mut self) -> Result<String, NotUtf8> {
        String::from_utf8(std::mem::take(&mut self.line)).map_err(|_| NotUtf8)
    }
}

impl<S: Stream<Item = Vec<u8>> + Unpin> Stream for Lines<S> {
    type Item = Result<String, NotUtf8>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            while let Some(byte) = self.chunk.next() {
                if byte != b'\n' {
                    self.line.push(byte);
                    continue;
                }
                if self.line.last() == Some(&b'\r') {
                    self.line.pop();
                }
                return Poll::Ready(Some(self.take_line()));
            }
            let Some(source) = &mut self.source else {
                return Poll::Ready(None);
            };
            match Pin::new(source).poll_next(cx) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(Some(chunk)) => self.chunk = chunk.into_iter(),
                Poll::Ready(None) => {
                    self.source = None;
                    if !self.line.is_empty() {
                        return Poll::Ready(Some(self.take_line()));
                    }
                }
            }
        }
    }
}
