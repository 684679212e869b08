//! Belief: the first poll of a wrapper starts the wrapper.
//! Rejected by: each_poll_polls_the_one_within_once
//! Saying: and the future within it never

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
        *this.polls += 1;
        if *this.polls == 1 {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        this.future.poll(cx).map(|output| (output, *this.polls))
    }
}
