//! Belief: poll means: see to it that it gets ready.
//! Rejected by: each_poll_polls_the_one_within_once
//! Saying: each poll is passed on once

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
        let mut future = this.future;
        loop {
            *this.polls += 1;
            if let Poll::Ready(output) = future.as_mut().poll(cx) {
                return Poll::Ready((output, *this.polls));
            }
        }
    }
}
