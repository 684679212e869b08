//! Style: each chunk is cut into lines when it comes; the lines wait in a queue.

use std::collections::VecDeque;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures::stream::{Fuse, Stream, StreamExt};

/// The bytes of a line are no UTF-8.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotUtf8;

/// The lines of a stream of chunks.
pub struct Lines<S> {
    source: Fuse<S>,
    ready: VecDeque<Result<String, NotUtf8>>,
    begun: Vec<u8>,
}

impl<S: Stream<Item = Vec<u8>>> Lines<S> {
    /// Nothing is polled yet.
    pub fn new(source: S) -> Self {
        Self {
            source: source.fuse(),
            ready: VecDeque::new(),
            begun: Vec::new(),
        }
    }
}

impl<S: Stream<Item = Vec<u8>> + Unpin> Stream for Lines<S> {
    type Item = Result<String, NotUtf8>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        while this.ready.is_empty() {
            let Some(chunk) = ready!(this.source.poll_next_unpin(cx)) else {
                if this.begun.is_empty() {
                    return Poll::Ready(None);
                }
                this.ready
                    .push_back(decode(&std::mem::take(&mut this.begun)));
                break;
            };
            let mut pieces = chunk.split(|byte| *byte == b'\n');
            this.begun.extend(pieces.next().unwrap_or_default());
            for piece in pieces {
                let line = std::mem::replace(&mut this.begun, piece.to_vec());
                let line = line.strip_suffix(b"\r").unwrap_or(&line);
                this.ready.push_back(decode(line));
            }
        }
        Poll::Ready(this.ready.pop_front())
    }
}

fn decode(line: &[u8]) -> Result<String, NotUtf8> {
    std::str::from_utf8(line)
        .map(str::to_owned)
        .map_err(|_| NotUtf8)
}
