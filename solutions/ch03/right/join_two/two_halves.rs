//! Style: an enum for each half, which drops its future as soon as it is ready.

use std::pin::Pin;
use std::task::{Context, Poll};

/// Made by [`join_two`].
pub struct JoinTwo<A: Future, B: Future> {
    a: Half<A>,
    b: Half<B>,
}

enum Half<F: Future> {
    Waiting(Pin<Box<F>>),
    Ready(Option<F::Output>),
}

impl<A: Future, B: Future> Unpin for JoinTwo<A, B> {}

impl<F: Future> Half<F> {
    fn advance(&mut self, cx: &mut Context<'_>) {
        if let Half::Waiting(future) = self
            && let Poll::Ready(output) = future.as_mut().poll(cx)
        {
            *self = Half::Ready(Some(output));
        }
    }
}

/// A future that waits for `a` and `b` at the same time, and is ready with both outputs.
pub fn join_two<A: Future, B: Future>(a: A, b: B) -> JoinTwo<A, B> {
    JoinTwo {
        a: Half::Waiting(Box::pin(a)),
        b: Half::Waiting(Box::pin(b)),
    }
}

impl<A: Future, B: Future> Future for JoinTwo<A, B> {
    type Output = (A::Output, B::Output);

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        this.a.advance(cx);
        this.b.advance(cx);
        match (&mut this.a, &mut this.b) {
            (Half::Ready(a), Half::Ready(b)) => {
                let outputs = a.take().zip(b.take());
                Poll::Ready(outputs.expect("a join that was ready is not polled again"))
            }
            _ => Poll::Pending,
        }
    }
}
