//! Style: fused streams, and a match of what the first and the second one say.

use std::pin::Pin;
use std::task::{Context, Poll};

use futures::stream::Fuse;
use futures::{Stream, StreamExt};

/// The items of two streams, as they arrive.
pub struct Merge<A, B> {
    a: Fuse<A>,
    b: Fuse<B>,
    turn: usize,
}

impl<A: Stream, B: Stream> Merge<A, B> {
    /// Merges `a` and `b`; neither is polled yet.
    pub fn new(a: A, b: B) -> Self {
        Self {
            a: a.fuse(),
            b: b.fuse(),
            turn: 0,
        }
    }
}

impl<A, B> Stream for Merge<A, B>
where
    A: Stream + Unpin,
    B: Stream<Item = A::Item> + Unpin,
{
    type Item = A::Item;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<A::Item>> {
        let this = &mut *self;
        let mut ask = |turn: usize| match turn % 2 {
            0 => this.a.poll_next_unpin(cx),
            _ => this.b.poll_next_unpin(cx),
        };
        let first = ask(this.turn);
        if matches!(first, Poll::Ready(Some(_))) {
            this.turn += 1;
            return first;
        }
        // The second one is asked in any case: it has an item, or it has to keep the waker.
        match (first, ask(this.turn + 1)) {
            (_, Poll::Ready(Some(item))) => Poll::Ready(Some(item)),
            (Poll::Ready(None), Poll::Ready(None)) => Poll::Ready(None),
            _ => Poll::Pending,
        }
    }
}
