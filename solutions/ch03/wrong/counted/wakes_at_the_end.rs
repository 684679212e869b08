//! Belief: whoever waits for a future must be told that it is ready.
//! Rejected by: it_calls_no_waker_itself
//! Saying: poll 3 of Counted woke the task

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
        let polled = this.future.poll(cx);
        if polled.is_ready() {
            cx.waker().wake_by_ref();
        }
        polled.map(|output| (output, *this.polls))
    }
}
