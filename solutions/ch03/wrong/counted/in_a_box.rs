//! Belief: what must not move needs a Box.
//! Rejected by: the_future_lies_within_it_and_little_else
//! Saying: as into a Box

use std::pin::Pin;
use std::task::{Context, Poll};

/// Made by [`counted`].
pub struct Counted<F> {
    future: Pin<Box<F>>,
    polls: usize,
}

/// A future that is ready with the output of `future` and with how many polls that took.
pub fn counted<F: Future>(future: F) -> Counted<F> {
    Counted {
        future: Box::pin(future),
        polls: 0,
    }
}

impl<F: Future> Future for Counted<F> {
    type Output = (F::Output, usize);

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.get_mut();
        this.polls += 1;
        this.future
            .as_mut()
            .poll(cx)
            .map(|output| (output, this.polls))
    }
}
