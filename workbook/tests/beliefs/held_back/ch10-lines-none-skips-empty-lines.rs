// entry: none, or skips_empty_lines
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures::stream::{Stream, StreamExt};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotUtf8;

pub struct Lines<S> {
    source: S,
    bytes: Vec<u8>,
    ended: bool,
}

impl<S> Lines<S> {
    pub fn new(source: S) -> Self {
        Self {
            source,
            bytes: Vec::new(),
            ended: false,
        }
    }

    fn cut(&mut self) -> Option<Vec<u8>> {
        let end = self.bytes.iter().position(|byte| *byte == b'\n')?;
        let rest = self.bytes.split_off(end + 1);
        let mut line = std::mem::replace(&mut self.bytes, rest);
        line.pop();
        if line.last() == Some(&b'\r') {
            line.pop();
        }
        Some(line)
    }
}

fn text(line: Vec<u8>) -> Result<String, NotUtf8> {
    String::from_utf8(line).map_err(|_| NotUtf8)
}

impl<S: Stream<Item = Vec<u8>> + Unpin> Stream for Lines<S> {
    type Item = Result<String, NotUtf8>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(line) = self.cut() {
                if line.is_empty() {
                    continue;
                }
                return Poll::Ready(Some(text(line)));
            }
            if self.ended {
                let rest = std::mem::take(&mut self.bytes);
                return Poll::Ready((!rest.is_empty()).then(|| text(rest)));
            }
            match ready!(self.source.poll_next_unpin(cx)) {
                Some(chunk) => self.bytes.extend(chunk),
                None => self.ended = true,
            }
        }
    }
}
