//! Style: a struct around `Then`, pinned through.

use std::pin::Pin;
use std::task::{Context, Poll};

use futures::FutureExt;
use pin_project_lite::pin_project;

pin_project! {
    /// Made by [`total`].
    pub struct Total<T> {
        #[pin]
        then: T,
    }
}

/// A future of the price times its rate: awaits `price`, and then what `rate_for` makes of it.
pub fn total<A, M, B>(price: A, rate_for: M) -> Total<impl Future<Output = u64>>
where
    A: Future<Output = u64>,
    M: FnOnce(u64) -> B,
    B: Future<Output = u64>,
{
    let then = price.then(move |price| rate_for(price).map(move |rate| price * rate));
    Total { then }
}

impl<T: Future<Output = u64>> Future for Total<T> {
    type Output = u64;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u64> {
        self.project().then.poll(cx)
    }
}
