//! Belief: a Pending of a is a Pending of the pair.
//! Rejected by: both_are_under_way_from_the_first_poll_on
//! Saying: one after the other

use std::pin::Pin;
use std::task::{Context, Poll, ready};

/// Made by [`join_two`].
pub struct JoinTwo<A: Future, B: Future> {
    a: Pin<Box<A>>,
    b: Pin<Box<B>>,
    a_output: Option<A::Output>,
}

impl<A: Future, B: Future> Unpin for JoinTwo<A, B> {}

/// A future that waits for `a` and `b` at the same time, and is ready with both outputs.
pub fn join_two<A: Future, B: Future>(a: A, b: B) -> JoinTwo<A, B> {
    JoinTwo {
        a: Box::pin(a),
        b: Box::pin(b),
        a_output: None,
    }
}

impl<A: Future, B: Future> Future for JoinTwo<A, B> {
    type Output = (A::Output, B::Output);

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        if this.a_output.is_none() {
            this.a_output = Some(ready!(this.a.as_mut().poll(cx)));
        }
        let b = ready!(this.b.as_mut().poll(cx));
        let a = this
            .a_output
            .take()
            .expect("it was ready before b was polled");
        Poll::Ready((a, b))
    }
}
