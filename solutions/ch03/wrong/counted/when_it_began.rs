//! Belief: a wrapper may as well measure the time.
//! Rejected by: the_future_lies_within_it_and_little_else
//! Saying: 24 bytes more, and 16 were allowed

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Instant;

use pin_project_lite::pin_project;

pin_project! {
    /// Made by [`counted`].
    pub struct Counted<F> {
        #[pin]
        future: F,
        polls: usize,
        began: Option<Instant>,
    }
}

/// A future that is ready with the output of `future` and with how many polls that took.
pub fn counted<F: Future>(future: F) -> Counted<F> {
    Counted {
        future,
        polls: 0,
        began: None,
    }
}

impl<F: Future> Future for Counted<F> {
    type Output = (F::Output, usize);

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        *this.polls += 1;
        this.began.get_or_insert_with(Instant::now);
        this.future.poll(cx).map(|output| (output, *this.polls))
    }
}
