// entry: none, or counts_the_waits
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use pin_project_lite::pin_project;

pin_project! {
    pub struct Counted<F> {
        #[pin]
        inner: F,
        seen: usize,
    }
}

pub fn counted<F: Future>(future: F) -> Counted<F> {
    Counted { inner: future, seen: 0 }
}

impl<F: Future> Future for Counted<F> {
    type Output = (F::Output, usize);

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let Poll::Ready(output) = this.inner.poll(cx) else {
            *this.seen += 1;
            return Poll::Pending;
        };
        Poll::Ready((output, *this.seen))
    }
}
