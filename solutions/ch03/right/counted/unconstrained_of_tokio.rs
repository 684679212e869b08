//! Style: tokio's `Unconstrained` around the future, and an atomic count beside it.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use pin_project_lite::pin_project;
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::task::coop::{Unconstrained, unconstrained};

pin_project! {
    /// Made by [`counted`].
    pub struct Counted<F> {
        #[pin]
        future: Unconstrained<F>,
        polls: AtomicUsize,
    }
}

/// A future that is ready with the output of `future` and with how many polls that took.
pub fn counted<F: Future>(future: F) -> Counted<F> {
    Counted {
        future: unconstrained(future),
        polls: AtomicUsize::new(0),
    }
}

impl<F: Future> Future for Counted<F> {
    type Output = (F::Output, usize);

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let polls = this.polls.fetch_add(1, Relaxed) + 1;
        this.future.poll(cx).map(|output| (output, polls))
    }
}
