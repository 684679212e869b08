//! Style: a wrapper in a wrapper, a count in an `Rc`, and a new context with a clone of the waker.

use std::cell::Cell;
use std::rc::Rc;

use pin_project_lite::pin_project;
use std::pin::Pin;
use std::task::{Context, Poll};

pin_project! {
    /// Made by [`counted`].
    pub struct Counted<F> {
        #[pin]
        inner: Outer<F>,
        polls: Rc<Cell<usize>>,
    }
}

/// A future that is ready with the output of `future` and with how many polls that took.
pub fn counted<F: Future>(future: F) -> Counted<F> {
    Counted {
        inner: Outer {
            inner: Inner { future },
        },
        polls: Rc::default(),
    }
}

impl<F: Future> Future for Counted<F> {
    type Output = (F::Output, usize);

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let waker = cx.waker().clone();
        self.polls.set(self.polls.get() + 1);
        let polls = Rc::clone(&self.polls);
        let polled = self.project().inner.poll(&mut Context::from_waker(&waker));
        polled.map(|output| (output, polls.get()))
    }
}

pin_project! {
    struct Outer<F> {
        #[pin]
        inner: Inner<F>,
    }
}

pin_project! {
    struct Inner<F> {
        #[pin]
        future: F,
    }
}

impl<F: Future> Future for Outer<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        self.project().inner.poll(cx)
    }
}

impl<F: Future> Future for Inner<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        self.project().future.poll(cx)
    }
}
