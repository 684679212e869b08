//! Belief: the two run on by themselves, and wake the task once they are ready.
//! Rejected by: it_calls_no_waker_itself
//! Saying: polled neither a nor b

use std::pin::Pin;
use std::task::{Context, Poll};

/// Made by [`join_two`].
pub struct JoinTwo<A: Future, B: Future> {
    _a: A,
    _b: B,
}

/// A future that waits for `a` and `b` at the same time, and is ready with both outputs.
pub fn join_two<A: Future, B: Future>(a: A, b: B) -> JoinTwo<A, B> {
    JoinTwo { _a: a, _b: b }
}

impl<A: Future, B: Future> Future for JoinTwo<A, B> {
    type Output = (A::Output, B::Output);

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Self::Output> {
        Poll::Pending
    }
}
