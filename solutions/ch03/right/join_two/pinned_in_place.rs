//! Style: no box: the fields are pinned by pin-project-lite.

use std::pin::Pin;
use std::task::{Context, Poll};

use pin_project_lite::pin_project;

#[rustfmt::skip]
pin_project! {
    /// Made by [`join_two`].
    pub struct JoinTwo<A: Future, B: Future> {
        #[pin] a: A,
        #[pin] b: B,
        a_output: Option<A::Output>,
        b_output: Option<B::Output>,
    }
}

/// A future that waits for `a` and `b` at the same time, and is ready with both outputs.
pub fn join_two<A: Future, B: Future>(a: A, b: B) -> JoinTwo<A, B> {
    JoinTwo {
        a,
        b,
        a_output: None,
        b_output: None,
    }
}

impl<A: Future, B: Future> Future for JoinTwo<A, B> {
    type Output = (A::Output, B::Output);

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        if this.a_output.is_none() {
            *this.a_output = match this.a.as_mut().poll(cx) {
                Poll::Ready(output) => Some(output),
                Poll::Pending => None,
            };
        }
        if this.b_output.is_none() {
            *this.b_output = match this.b.as_mut().poll(cx) {
                Poll::Ready(output) => Some(output),
                Poll::Pending => None,
            };
        }
        match (this.a_output.take(), this.b_output.take()) {
            (Some(a), Some(b)) => Poll::Ready((a, b)),
            (a, b) => {
                (*this.a_output, *this.b_output) = (a, b);
                Poll::Pending
            }
        }
    }
}
