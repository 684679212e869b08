//! Belief: block_on turns a future into its value, also within a poll.
//! Rejected by: both_are_under_way_from_the_first_poll_on
//! Saying: blocked

use std::pin::Pin;
use std::task::{Context, Poll};

use futures::executor::block_on;

/// Made by [`join_two`].
pub struct JoinTwo<A: Future, B: Future> {
    a: Pin<Box<A>>,
    b: Pin<Box<B>>,
}

impl<A: Future, B: Future> Unpin for JoinTwo<A, B> {}

/// A future that waits for `a` and `b` at the same time, and is ready with both outputs.
pub fn join_two<A: Future, B: Future>(a: A, b: B) -> JoinTwo<A, B> {
    JoinTwo {
        a: Box::pin(a),
        b: Box::pin(b),
    }
}

impl<A: Future, B: Future> Future for JoinTwo<A, B> {
    type Output = (A::Output, B::Output);

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        let a = block_on(this.a.as_mut());
        let b = block_on(this.b.as_mut());
        Poll::Ready((a, b))
    }
}
