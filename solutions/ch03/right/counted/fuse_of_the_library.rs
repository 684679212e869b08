//! Style: the `Fuse` of `futures`, and a `Cell` for the count.

use std::cell::Cell;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures::FutureExt;
use futures::future::Fuse;
use pin_project_lite::pin_project;

pin_project! {
    /// Made by [`counted`].
    pub struct Counted<F> where F: Future {
        polls: Cell<usize>,
        #[pin]
        future: Fuse<F>,
    }
}

/// A future that is ready with the output of `future` and with how many polls that took.
pub fn counted<F: Future>(future: F) -> Counted<F> {
    Counted {
        polls: Cell::default(),
        future: future.fuse(),
    }
}

impl<F: Future> Future for Counted<F> {
    type Output = (F::Output, usize);

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        this.polls.set(this.polls.get() + 1);
        this.future
            .poll(cx)
            .map(|output| (output, this.polls.get()))
    }
}
