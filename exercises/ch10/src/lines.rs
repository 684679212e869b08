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
use std::task::{Context, Poll};

use futures::stream::Stream;

/// The bytes of a line are no UTF-8.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotUtf8;

/// The lines of a stream of chunks.
pub struct Lines<S> {
    source: S,
}

impl<S> Lines<S> {
    /// Nothing is polled yet.
    pub fn new(source: S) -> Self {
        Self { source }
    }
}

impl<S: Stream<Item = Vec<u8>> + Unpin> Stream for Lines<S> {
    type Item = Result<String, NotUtf8>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        // So that the stub compiles without a warning: delete this line.
        let _ = (&self.source, cx);
        todo!("give a line from what is buffered, or poll `source` for more")
    }
}
