//! Belief: a good wrapper asks tokio whether its task may go on.
//! Rejected by: each_poll_is_passed_on_whatever_the_task_has_spent
//! Saying: did not poll the future within

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use pin_project_lite::pin_project;
use tokio::task::coop::poll_proceed;

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
        let coop = ready!(poll_proceed(cx));
        *this.polls += 1;
        let output = ready!(this.future.poll(cx));
        coop.made_progress();
        Poll::Ready((output, *this.polls))
    }
}
