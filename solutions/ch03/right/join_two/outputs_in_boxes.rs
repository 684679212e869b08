//! Style: the outputs lie in boxes too, so that the join is Unpin by itself.

use std::pin::Pin;
use std::task::{Context, Poll};

/// Made by [`join_two`].
pub struct JoinTwo<A: Future, B: Future> {
    a: Option<Pin<Box<A>>>,
    b: Option<Pin<Box<B>>>,
    outputs: (Box<Option<A::Output>>, Box<Option<B::Output>>),
}

/// A future that waits for `a` and `b` at the same time, and is ready with both outputs.
pub fn join_two<A: Future, B: Future>(a: A, b: B) -> JoinTwo<A, B> {
    JoinTwo {
        a: Some(Box::pin(a)),
        b: Some(Box::pin(b)),
        outputs: (Box::new(None), Box::new(None)),
    }
}

impl<A: Future, B: Future> Future for JoinTwo<A, B> {
    type Output = (A::Output, B::Output);

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.get_mut();
        if let Some(a) = &mut this.a
            && let Poll::Ready(output) = a.as_mut().poll(cx)
        {
            *this.outputs.0 = Some(output);
            this.a = None;
        }
        if let Some(b) = &mut this.b
            && let Poll::Ready(output) = b.as_mut().poll(cx)
        {
            *this.outputs.1 = Some(output);
            this.b = None;
        }
        match (&this.a, &this.b) {
            (None, None) => {
                let a = this.outputs.0.take().expect("a is over");
                let b = this.outputs.1.take().expect("b is over");
                Poll::Ready((a, b))
            }
            _ => Poll::Pending,
        }
    }
}
