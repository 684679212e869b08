//! Belief: the waker is for the wrapper; the future within needs none.
//! Rejected by: the_one_within_gets_the_waker_of_each_poll
//! Saying: got another one

use std::pin::Pin;
use std::task::{Context, Poll, Waker};

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

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        *this.polls += 1;
        this.future
            .poll(&mut Context::from_waker(Waker::noop()))
            .map(|output| (output, *this.polls))
    }
}
