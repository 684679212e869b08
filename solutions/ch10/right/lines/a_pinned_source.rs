//! Style: `pin_project!`, so the source need not be `Unpin`; a position says how far the buffer has been searched.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures::stream::Stream;
use pin_project_lite::pin_project;

/// The bytes of a line are no UTF-8.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotUtf8;

pin_project! {
    /// The lines of a stream of chunks.
    pub struct Lines<S> {
        #[pin]
        source: S,
        buffer: Vec<u8>,
        // The bytes before it are no `\n`.
        searched: usize,
        ended: bool,
    }
}

impl<S> Lines<S> {
    /// Nothing is polled yet.
    pub fn new(source: S) -> Self {
        Self {
            source,
            buffer: Vec::new(),
            searched: 0,
            ended: false,
        }
    }
}

impl<S: Stream<Item = Vec<u8>>> Stream for Lines<S> {
    type Item = Result<String, NotUtf8>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let mut this = self.project();
        loop {
            let new = &this.buffer[*this.searched..];
            if let Some(place) = new.iter().position(|byte| *byte == b'\n') {
                let end = *this.searched + place;
                let line: Vec<u8> = this.buffer.drain(..=end).take(end).collect();
                *this.searched = 0;
                let line = line.strip_suffix(b"\r").unwrap_or(&line);
                return Poll::Ready(Some(decoded(line.to_vec())));
            }
            *this.searched = this.buffer.len();
            if *this.ended {
                *this.searched = 0;
                let rest = std::mem::take(this.buffer);
                return Poll::Ready(if rest.is_empty() {
                    None
                } else {
                    Some(decoded(rest))
                });
            }
            match ready!(this.source.as_mut().poll_next(cx)) {
                Some(mut chunk) => this.buffer.append(&mut chunk),
                None => *this.ended = true,
            }
        }
    }
}

fn decoded(line: Vec<u8>) -> Result<String, NotUtf8> {
    String::from_utf8(line).map_err(|_| NotUtf8)
}
