// entry: a_static_minus_its_start
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, ready};

use pin_project_lite::pin_project;

/// All polls of all wrappers.
static ALL: AtomicUsize = AtomicUsize::new(0);

pin_project! {
    pub struct Counted<F> {
        #[pin]
        inner: F,
        before: usize,
    }
}

pub fn counted<F: Future>(future: F) -> Counted<F> {
    Counted { inner: future, before: ALL.load(Ordering::Relaxed) }
}

impl<F: Future> Future for Counted<F> {
    type Output = (F::Output, usize);

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        ALL.fetch_add(1, Ordering::Relaxed);
        let output = ready!(this.inner.poll(cx));
        Poll::Ready((output, ALL.load(Ordering::Relaxed) - *this.before))
    }
}
