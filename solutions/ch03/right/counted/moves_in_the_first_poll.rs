//! Style: an enum that moves the future to another variant before the first poll of that future.

use pin_project_lite::pin_project;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

pin_project! {
    /// Made by [`counted`].
    #[project = Now]
    #[project_replace = Was]
    pub enum Counted<F> {
        Fresh { future: F },
        Polled { #[pin] future: F, polls: usize },
        Moving,
    }
}

/// A future that is ready with the output of `future` and with how many polls that took.
pub fn counted<F: Future>(future: F) -> Counted<F> {
    Counted::Fresh { future }
}

impl<F: Future> Future for Counted<F> {
    type Output = (F::Output, usize);

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        if let Now::Fresh { .. } = self.as_mut().project()
            && let Was::Fresh { future } = self.as_mut().project_replace(Counted::Moving)
        {
            self.set(Counted::Polled { future, polls: 0 });
        }
        let Now::Polled { future, polls } = self.as_mut().project() else {
            panic!("polled after a panic");
        };
        *polls += 1;
        let output = ready!(future.poll(cx));
        Poll::Ready((output, *polls))
    }
}
