//! Belief: an output that is taken at once needs no room.
//! Rejected by: the_future_lies_within_it_and_little_else
//! Saying: its output

use futures::future::{MaybeDone, maybe_done};
use pin_project_lite::pin_project;
use std::pin::Pin;
use std::task::{Context, Poll};

pin_project! {
    /// Made by [`counted`].
    pub struct Counted<F> where F: Future {
        #[pin]
        future: MaybeDone<F>,
        polls: usize,
    }
}

/// A future that is ready with the output of `future` and with how many polls that took.
pub fn counted<F: Future>(future: F) -> Counted<F> {
    Counted {
        future: maybe_done(future),
        polls: 0,
    }
}

impl<F: Future> Future for Counted<F> {
    type Output = (F::Output, usize);

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        *this.polls += 1;
        if this.future.as_mut().poll(cx).is_pending() {
            return Poll::Pending;
        }
        let output = this.future.take_output().expect("it is ready");
        Poll::Ready((output, *this.polls))
    }
}
