//! Belief: select, and then await the one that is left, is a join.
//! Rejected by: each_poll_polls_those_that_are_not_ready_once_and_a_before_b
//! Saying: more than once in one poll

use std::pin::Pin;
use std::task::{Context, Poll};

use futures::future::{Either, FutureExt, select};

/// Made by [`join_two`].
pub struct JoinTwo<A: Future, B: Future> {
    a: Option<Pin<Box<A>>>,
    b: Option<Pin<Box<B>>>,
    a_output: Option<A::Output>,
    b_output: Option<B::Output>,
}

impl<A: Future, B: Future> Unpin for JoinTwo<A, B> {}

/// A future that waits for `a` and `b` at the same time, and is ready with both outputs.
pub fn join_two<A: Future, B: Future>(a: A, b: B) -> JoinTwo<A, B> {
    JoinTwo {
        a: Some(Box::pin(a)),
        b: Some(Box::pin(b)),
        a_output: None,
        b_output: None,
    }
}

impl<A: Future, B: Future> Future for JoinTwo<A, B> {
    type Output = (A::Output, B::Output);

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        if this.a_output.is_none() && this.b_output.is_none() {
            let (Some(a), Some(b)) = (&mut this.a, &mut this.b) else {
                return Poll::Pending;
            };
            match select(a, b).poll_unpin(cx) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(Either::Left((output, _))) => this.a_output = Some(output),
                Poll::Ready(Either::Right((output, _))) => this.b_output = Some(output),
            }
        }
        if this.a_output.is_none()
            && let Some(a) = &mut this.a
            && let Poll::Ready(output) = a.as_mut().poll(cx)
        {
            this.a_output = Some(output);
        }
        if this.b_output.is_none()
            && let Some(b) = &mut this.b
            && let Poll::Ready(output) = b.as_mut().poll(cx)
        {
            this.b_output = Some(output);
        }
        if this.a_output.is_none() || this.b_output.is_none() {
            return Poll::Pending;
        }
        let outputs = this.a_output.take().zip(this.b_output.take());
        outputs.map_or(Poll::Pending, Poll::Ready)
    }
}
