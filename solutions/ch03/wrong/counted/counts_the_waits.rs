//! Belief: a poll that is ready is no wait, and is not counted.
//! Rejected by: it_is_ready_with_the_output_and_the_polls_it_took
//! Saying: is the last poll counted

use std::pin::Pin;
use std::task::{Context, Poll};

use pin_project_lite::pin_project;

pin_project! {
    /// Made by [`counted`].
    pub struct Counted<F> {
        #[pin]
        future: F,
        polls: usize,
    }
}

/// A future that is ready with the output of `future` and with how many polls that took.
pub fn counted<F: Future>(future: F) -> Counted<F> {
    Counted { future, polls: 0 }
}

impl<F: Future> Future for Counted<F> {
    type Output = (F::Output, usize);

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        match this.future.poll(cx) {
            Poll::Ready(output) => Poll::Ready((output, *this.polls)),
            Poll::Pending => {
                *this.polls += 1;
                Poll::Pending
            }
        }
    }
}
