//! Style: the `join` of `futures` in a box.

use std::pin::Pin;
use std::task::{Context, Poll};

use futures::future::{Join, join};

/// Made by [`join_two`].
pub struct JoinTwo<A: Future, B: Future> {
    both: Pin<Box<Join<A, B>>>,
}

/// A future that waits for `a` and `b` at the same time, and is ready with both outputs.
pub fn join_two<A: Future, B: Future>(a: A, b: B) -> JoinTwo<A, B> {
    JoinTwo {
        both: Box::pin(join(a, b)),
    }
}

impl<A: Future, B: Future> Future for JoinTwo<A, B> {
    type Output = (A::Output, B::Output);

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.both.as_mut().poll(cx)
    }
}
