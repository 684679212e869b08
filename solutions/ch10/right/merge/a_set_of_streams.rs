//! Style: both streams in a set that polls those which were woken, first come, first served.

use std::pin::Pin;
use std::task::{Context, Poll};

use futures::future::Either;
use futures::stream::{SelectAll, select_all};
use futures::{Stream, StreamExt};

/// The items of two streams, as they arrive.
pub struct Merge<A, B>(SelectAll<Either<A, B>>)
where
    A: Stream + Unpin,
    B: Stream<Item = A::Item> + Unpin;

impl<A, B> Merge<A, B>
where
    A: Stream + Unpin,
    B: Stream<Item = A::Item> + Unpin,
{
    /// Merges `a` and `b`; neither is polled yet.
    pub fn new(a: A, b: B) -> Self {
        Self(select_all([Either::Left(a), Either::Right(b)]))
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
