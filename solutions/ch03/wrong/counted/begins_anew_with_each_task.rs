//! Belief: another task is another future.
//! Rejected by: each_counts_its_own_polls
//! Saying: whoever polls

use pin_project_lite::pin_project;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

pin_project! {
    /// Made by [`counted`].
    pub struct Counted<F> {
        #[pin]
        future: F,
        polls: u32,
        task: u32,
    }
}

/// A future that is ready with the output of `future` and with how many polls that took.
pub fn counted<F: Future>(future: F) -> Counted<F> {
    Counted {
        future,
        polls: 0,
        task: 0,
    }
}

impl<F: Future> Future for Counted<F> {
    type Output = (F::Output, usize);

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let task = cx.waker().data().addr() as u32;
        if *this.task != task {
            *this.task = task;
            *this.polls = 0;
        }
        *this.polls += 1;
        let output = ready!(this.future.poll(cx));
        Poll::Ready((output, *this.polls as usize))
    }
}
