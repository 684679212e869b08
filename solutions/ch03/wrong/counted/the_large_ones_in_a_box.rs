//! Belief: a large future belongs in a Box.
//! Rejected by: the_future_lies_within_it_and_little_else
//! Saying: was not inside of Counted

use pin_project_lite::pin_project;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

pin_project! {
    /// Made by [`counted`].
    #[project = Now]
    pub enum Counted<F> {
        Small { #[pin] future: F, polls: usize },
        Large { future: Pin<Box<F>>, polls: usize },
    }
}

/// A future that is ready with the output of `future` and with how many polls that took.
pub fn counted<F: Future>(future: F) -> Counted<F> {
    if size_of::<F>() > 1_000 {
        let future = Box::pin(future);
        return Counted::Large { future, polls: 0 };
    }
    Counted::Small { future, polls: 0 }
}

impl<F: Future> Future for Counted<F> {
    type Output = (F::Output, usize);

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let (future, polls) = match self.project() {
            Now::Small { future, polls } => (future, polls),
            Now::Large { future, polls } => (future.as_mut(), polls),
        };
        *polls += 1;
        let output = ready!(future.poll(cx));
        Poll::Ready((output, *polls))
    }
}
