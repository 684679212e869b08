//! Belief: a list tells its length, so a number is not needed.
//! Rejected by: the_future_lies_within_it_and_little_else
//! Saying: What else than a number

use std::pin::Pin;
use std::task::{Context, Poll};

use pin_project_lite::pin_project;

pin_project! {
    /// Made by [`counted`].
    pub struct Counted<F> {
        #[pin]
        future: F,
        polls: Vec<()>,
        last: Option<usize>,
    }
}

/// A future that is ready with the output of `future` and with how many polls that took.
pub fn counted<F: Future>(future: F) -> Counted<F> {
    Counted {
        future,
        polls: Vec::new(),
        last: None,
    }
}

impl<F: Future> Future for Counted<F> {
    type Output = (F::Output, usize);

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        this.polls.push(());
        *this.last = Some(this.polls.len());
        this.future
            .poll(cx)
            .map(|output| (output, this.polls.len()))
    }
}
