//! Style: std's `ready!`, and a Cell for the count.

use std::cell::Cell;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use pin_project_lite::pin_project;

pin_project! {
    /// Made by [`counted`].
    pub struct Counted<F> {
        #[pin]
        future: F,
        polls: Cell<usize>,
    }
}

/// A future that is ready with the output of `future` and with how many polls that took.
pub fn counted<F: Future>(future: F) -> Counted<F> {
    Counted {
        future,
        polls: Cell::new(0),
    }
}

impl<F: Future> Future for Counted<F> {
    type Output = (F::Output, usize);

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        this.polls.set(this.polls.get() + 1);
        let output = ready!(this.future.poll(cx));
        Poll::Ready((output, this.polls.get()))
    }
}
