//! Style: the future in an `Option`, and dropped as soon as it is ready.

use std::pin::Pin;
use std::task::{Context, Poll};

use pin_project_lite::pin_project;

pin_project! {
    /// Made by [`counted`].
    pub struct Counted<F> {
        #[pin]
        future: Option<F>,
        polls: usize,
    }
}

/// A future that is ready with the output of `future` and with how many polls that took.
pub fn counted<F: Future>(future: F) -> Counted<F> {
    Counted {
        future: Some(future),
        polls: 0,
    }
}

impl<F: Future> Future for Counted<F> {
    type Output = (F::Output, usize);

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        *this.polls += 1;
        let Some(future) = this.future.as_mut().as_pin_mut() else {
            panic!("polled again after it was ready");
        };
        let polled = future.poll(cx);
        if polled.is_ready() {
            this.future.set(None);
        }
        polled.map(|output| (output, *this.polls))
    }
}
