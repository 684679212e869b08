//! Belief: what was pinned must never be dropped, as it must never move.
//! Rejected by: dropping_it_drops_the_one_within
//! Saying: still lives

use std::mem::ManuallyDrop;
use std::pin::Pin;
use std::task::{Context, Poll};

/// Made by [`counted`].
pub struct Counted<F> {
    future: ManuallyDrop<Pin<Box<F>>>,
    polls: usize,
}

/// A future that is ready with the output of `future` and with how many polls that took.
pub fn counted<F: Future>(future: F) -> Counted<F> {
    Counted {
        future: ManuallyDrop::new(Box::pin(future)),
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
