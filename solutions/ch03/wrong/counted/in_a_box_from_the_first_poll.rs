//! Belief: a future needs its place from the first poll on, so that is the time for a Box.
//! Rejected by: the_future_lies_within_it_and_little_else
//! Saying: was not inside of Counted

use std::pin::Pin;
use std::task::{Context, Poll, ready};

/// Made by [`counted`].
pub enum Counted<F> {
    Fresh(F),
    Polled(Pin<Box<F>>, usize),
    Moving,
}

impl<F> Unpin for Counted<F> {}

/// A future that is ready with the output of `future` and with how many polls that took.
pub fn counted<F: Future>(future: F) -> Counted<F> {
    Counted::Fresh(future)
}

impl<F: Future> Future for Counted<F> {
    type Output = (F::Output, usize);

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        if let Counted::Fresh(_) = this
            && let Counted::Fresh(future) = std::mem::replace(this, Counted::Moving)
        {
            *this = Counted::Polled(Box::pin(future), 0);
        }
        let Counted::Polled(future, polls) = this else {
            panic!("polled after a panic")
        };
        *polls += 1;
        let output = ready!(future.as_mut().poll(cx));
        Poll::Ready((output, *polls))
    }
}
