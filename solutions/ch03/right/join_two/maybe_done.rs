//! Style: the `MaybeDone` of `futures`, in boxes.

use std::pin::Pin;
use std::task::{Context, Poll};

use futures::future::{MaybeDone, maybe_done};

/// Made by [`join_two`].
pub struct JoinTwo<A: Future, B: Future> {
    a: Pin<Box<MaybeDone<A>>>,
    b: Pin<Box<MaybeDone<B>>>,
}

/// A future that waits for `a` and `b` at the same time, and is ready with both outputs.
pub fn join_two<A: Future, B: Future>(a: A, b: B) -> JoinTwo<A, B> {
    JoinTwo {
        a: Box::pin(maybe_done(a)),
        b: Box::pin(maybe_done(b)),
    }
}

impl<A: Future, B: Future> Future for JoinTwo<A, B> {
    type Output = (A::Output, B::Output);

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let over = (self.a.as_mut().poll(cx), self.b.as_mut().poll(cx));
        if over != (Poll::Ready(()), Poll::Ready(())) {
            return Poll::Pending;
        }
        let a = self.a.as_mut().take_output();
        let b = self.b.as_mut().take_output();
        Poll::Ready((a.expect("it is ready"), b.expect("it is ready")))
    }
}
