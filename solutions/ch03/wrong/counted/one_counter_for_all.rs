//! Belief: a static is the place for a counter.
//! Rejected by: it_is_ready_with_the_output_and_the_polls_it_took
//! Saying: says that it took

use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};

use pin_project_lite::pin_project;

static POLLS: AtomicUsize = AtomicUsize::new(0);

pin_project! {
    /// Made by [`counted`].
    pub struct Counted<F> {
        #[pin]
        future: F,
    }
}

/// A future that is ready with the output of `future` and with how many polls that took.
pub fn counted<F: Future>(future: F) -> Counted<F> {
    Counted { future }
}

impl<F: Future> Future for Counted<F> {
    type Output = (F::Output, usize);

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let polls = POLLS.fetch_add(1, Ordering::SeqCst) + 1;
        this.future.poll(cx).map(|output| (output, polls))
    }
}
