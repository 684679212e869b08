// entry: two_bytes_that_wrap
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use pin_project_lite::pin_project;

pin_project! {
    pub struct Counted<F> {
        #[pin]
        inner: F,
        seen: u16,
    }
}

pub fn counted<F: Future>(future: F) -> Counted<F> {
    Counted { inner: future, seen: 0 }
}

impl<F: Future> Future for Counted<F> {
    type Output = (F::Output, usize);

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        *this.seen = this.seen.wrapping_add(1);
        let output = ready!(this.inner.poll(cx));
        Poll::Ready((output, usize::from(*this.seen)))
    }
}
