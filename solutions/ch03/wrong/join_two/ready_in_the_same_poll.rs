//! Belief: the pair is ready when both say so in one poll.
//! Rejected by: it_is_ready_in_the_poll_in_which_the_later_one_is
//! Saying: what it gave has not been kept

use std::pin::Pin;
use std::task::{Context, Poll};

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

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        let a = this.a.as_mut().poll(cx);
        let b = this.b.as_mut().poll(cx);
        match (a, b) {
            (Poll::Ready(a), Poll::Ready(b)) => Poll::Ready((a, b)),
            _ => Poll::Pending,
        }
    }
}
