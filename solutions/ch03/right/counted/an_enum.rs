//! Style: an enum, replaced when the inner future is ready.

use std::pin::Pin;
use std::task::{Context, Poll};

use pin_project_lite::pin_project;

pin_project! {
    /// Made by [`counted`].
    #[project = Now]
    pub enum Counted<F> {
        Waits { #[pin] future: F, polls: usize },
        Over,
    }
}

/// A future that is ready with the output of `future` and with how many polls that took.
pub fn counted<F: Future>(future: F) -> Counted<F> {
    Counted::Waits { future, polls: 0 }
}

impl<F: Future> Future for Counted<F> {
    type Output = (F::Output, usize);

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let Now::Waits { future, polls } = self.as_mut().project() else {
            unreachable!("a future that was ready is not polled");
        };
        *polls += 1;
        match future.poll(cx) {
            Poll::Pending => Poll::Pending,
            Poll::Ready(output) => {
                let polls = *polls;
                self.set(Counted::Over);
                Poll::Ready((output, polls))
            }
        }
    }
}
