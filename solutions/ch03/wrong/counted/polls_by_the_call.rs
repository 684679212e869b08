//! Belief: a future starts when it is made.
//! Rejected by: making_it_polls_nothing
//! Saying: before anybody had polled Counted

use std::pin::Pin;
use std::task::{Context, Poll, Waker};

/// Made by [`counted`].
pub struct Counted<F> {
    future: Pin<Box<F>>,
    polls: usize,
}

/// A future that is ready with the output of `future` and with how many polls that took.
pub fn counted<F: Future>(future: F) -> Counted<F> {
    let mut future = Box::pin(future);
    // So that it has begun.
    let _ = future
        .as_mut()
        .poll(&mut Context::from_waker(Waker::noop()));
    Counted { future, polls: 1 }
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
