//! Belief: where the wrapper is `Unpin`, so is what is in it.
//! Rejected by: the compiler
//! Saying: cannot be unpinned

use std::pin::Pin;
use std::task::{Context, Poll};

/// Made by [`counted`].
pub struct Counted<F> {
    future: F,
    polls: usize,
}

/// A future that is ready with the output of `future` and with how many polls that took.
pub fn counted<F: Future>(future: F) -> Counted<F> {
    Counted { future, polls: 0 }
}

impl<F> Unpin for Counted<F> {}

impl<F: Future> Future for Counted<F> {
    type Output = (F::Output, usize);

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.get_mut();
        this.polls += 1;
        Pin::new(&mut this.future)
            .poll(cx)
            .map(|output| (output, this.polls))
    }
}
