//! # Lines from chunks of bytes
//!
//! ```
//! let chunks = stream::iter(["Tea\nR", "ust\r\nend"].map(|chunk| chunk.as_bytes().to_vec()));
//! let lines: Vec<String> = Lines::new(chunks).try_collect().await?;
//! assert_eq!(lines, ["Tea", "Rust", "end"]);
//! ```
//!
//! A network gives bytes as they come. A chunk can hold many lines, a part of one, or half a character. Your
//! stream polls its source and is polled by its consumer, and hangs if it returns Pending at the wrong moment.
//!
//! Write `Lines` with a `poll_next` of its own. Requirements:
//!
//! 1. Each line is an item, without its end: `\n`, or `\r\n`. Any other `\r` is a part of the line. Empty lines
//!    count.
//! 2. A chunk may end anywhere, also within a character or between `\r` and `\n`, and may be empty. However many empty
//!    chunks may come in a row.
//! 3. A line that is not UTF-8 is `Err(NotUtf8)`, and the lines after it come as usual.
//! 4. What is left when the source ends is a line too, unless it is empty. Then the stream ends. Polled again, it
//!    returns `None`, and it does not poll the source again after the source has ended.
//! 5. A line is given as soon as its `\n` has come. The source is not polled if a whole line is there.
//! 6. `poll_next` returns Pending only if the source has done so in the same poll.
//!
//! Left open: how much memory a line takes, and how often its bytes are copied. You may add fields, and replace
//! `Unpin` by a pinned field.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures::stream::{Stream, StreamExt};

/// The bytes of a line are no UTF-8.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotUtf8;

/// The lines of a stream of chunks.
pub struct Lines<S> {
    source: S,
    buffer: Vec<u8>,
    /// The source is not polled again.
    ended: bool,
}

impl<S> Lines<S> {
    /// Nothing is polled yet.
    pub fn new(source: S) -> Self {
        Self {
            source,
            buffer: Vec::new(),
            ended: false,
        }
    }

    /// The first line of the buffer, if its end is there.
    fn line(&mut self) -> Option<Result<String, NotUtf8>> {
        let end = self.buffer.iter().position(|byte| *byte == b'\n')?;
        let rest = self.buffer.split_off(end + 1);
        let mut line = std::mem::replace(&mut self.buffer, rest);
        line.pop();
        if line.ends_with(b"\r") {
            line.pop();
        }
        Some(decoded(line))
    }
}

fn decoded(line: Vec<u8>) -> Result<String, NotUtf8> {
    String::from_utf8(line).map_err(|_| NotUtf8)
}

impl<S: Stream<Item = Vec<u8>> + Unpin> Stream for Lines<S> {
    type Item = Result<String, NotUtf8>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(line) = self.line() {
                return Poll::Ready(Some(line));
            }
            if self.ended {
                let rest = std::mem::take(&mut self.buffer);
                return Poll::Ready((!rest.is_empty()).then(|| decoded(rest)));
            }
            match ready!(self.source.poll_next_unpin(cx)) {
                Some(chunk) => self.buffer.extend(chunk),
                None => self.ended = true,
            }
        }
    }
}
