//! Style: the `map` of `futures`, pinned, with a closure that adds the count to the output.

use std::pin::Pin;
use std::task::{Context, Poll};

use futures::FutureExt;
use futures::future::Map;
use pin_project_lite::pin_project;

type Pair<F> = fn(<F as Future>::Output) -> (<F as Future>::Output, usize);

pin_project! {
    /// Made by [`counted`].
    pub struct Counted<F: Future> {
        #[pin]
        paired: Map<F, Pair<F>>,
        polls: usize,
    }
}

/// A future that is ready with the output of `future` and with how many polls that took.
pub fn counted<F: Future>(future: F) -> Counted<F> {
    let pair: Pair<F> = |output| (output, 0);
    let paired = future.map(pair);
    Counted { paired, polls: 0 }
}

impl<F: Future> Future for Counted<F> {
    type Output = (F::Output, usize);

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        *this.polls += 1;
        let polled = this.paired.poll(cx);
        polled.map(|(output, _)| (output, *this.polls))
    }
}
