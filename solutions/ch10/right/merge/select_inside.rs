//! Style: the select of the crate futures inside.

use std::pin::Pin;
use std::task::{Context, Poll};

use futures::stream::{Select, select};
use futures::{Stream, StreamExt};

/// The items of two streams, as they arrive.
pub struct Merge<A: Stream, B: Stream>(Select<A, B>);

impl<A, B> Merge<A, B>
where
    A: Stream,
    B: Stream<Item = A::Item>,
{
    /// Merges `a` and `b`; neither is polled yet.
    pub fn new(a: A, b: B) -> Self {
        Self(select(a, b))
    }
}

impl<A, B> Stream for Merge<A, B>
where
    A: Stream + Unpin,
    B: Stream<Item = A::Item> + Unpin,
{
    type Item = A::Item;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<A::Item>> {
        self.0.poll_next_unpin(cx)
    }
}
