//! Belief: a future belongs to one task, so its waker stays the same.
//! Rejected by: the_one_within_gets_the_waker_of_each_poll
//! Saying: of an earlier poll

use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use pin_project_lite::pin_project;

pin_project! {
    /// Made by [`counted`].
    pub struct Counted<F> {
        #[pin]
        future: F,
        polls: usize,
        waker: Option<Waker>,
    }
}

/// A future that is ready with the output of `future` and with how many polls that took.
pub fn counted<F: Future>(future: F) -> Counted<F> {
    Counted {
        future,
        polls: 0,
        waker: None,
    }
}

impl<F: Future> Future for Counted<F> {
    type Output = (F::Output, usize);

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        *this.polls += 1;
        let waker = this.waker.get_or_insert_with(|| cx.waker().clone());
        this.future
            .poll(&mut Context::from_waker(waker))
            .map(|output| (output, *this.polls))
    }
}
