//! Style: one wrapper that counts, and another one around it that adds the count to the output.

use std::pin::Pin;
use std::task::{Context, Poll};

use pin_project_lite::pin_project;

pin_project! {
    /// Made by [`counted`].
    pub struct Counted<F> {
        #[pin]
        layer: Layer<F>,
    }
}

pin_project! {
    struct Layer<F> {
        polls: usize,
        #[pin]
        future: F,
    }
}

/// A future that is ready with the output of `future` and with how many polls that took.
pub fn counted<F: Future>(future: F) -> Counted<F> {
    let layer = Layer { polls: 0, future };
    Counted { layer }
}

impl<F: Future> Future for Layer<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.as_mut().project();
        *this.polls += 1;
        this.future.poll(cx)
    }
}

impl<F: Future> Future for Counted<F> {
    type Output = (F::Output, usize);

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut layer = self.project().layer;
        match layer.as_mut().poll(cx) {
            Poll::Pending => Poll::Pending,
            Poll::Ready(output) => Poll::Ready((output, layer.polls)),
        }
    }
}
