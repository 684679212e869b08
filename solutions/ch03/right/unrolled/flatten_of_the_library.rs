//! Style: the `Flatten` of `futures` is the enum, around two small futures.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures::FutureExt;
use futures::future::Flatten;
use pin_project_lite::pin_project;

pin_project! {
    /// Made by [`total`].
    pub struct Total<A, M, B>
    where
        A: Future<Output = u64>,
        M: FnOnce(u64) -> B,
    {
        #[pin]
        both: Flatten<Asks<A, M>>,
    }
}

pin_project! {
    struct Asks<A, M> {
        #[pin]
        price: Option<A>,
        rate_for: Option<M>,
    }
}

impl<A: Future<Output = u64>, M: FnOnce(u64) -> B, B> Future for Asks<A, M> {
    type Output = Times<B>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Times<B>> {
        let mut this = self.project();
        let waiting = this.price.as_mut().as_pin_mut().expect("waits once");
        let price = ready!(waiting.poll(cx));
        this.price.set(None);
        let rate_for = this.rate_for.take().expect("called once");
        Poll::Ready(Times {
            price,
            rate: rate_for(price),
        })
    }
}

pin_project! {
    struct Times<B> {
        price: u64,
        #[pin]
        rate: B,
    }
}

impl<B: Future<Output = u64>> Future for Times<B> {
    type Output = u64;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u64> {
        let this = self.project();
        this.rate.poll(cx).map(|rate| *this.price * rate)
    }
}

/// A future of the price times its rate: awaits `price`, and then what `rate_for` makes of it.
pub fn total<A, M, B>(price: A, rate_for: M) -> Total<A, M, B>
where
    A: Future<Output = u64>,
    M: FnOnce(u64) -> B,
    B: Future<Output = u64>,
{
    let (price, rate_for) = (Some(price), Some(rate_for));
    Total {
        both: Asks { price, rate_for }.flatten(),
    }
}

impl<A, M, B> Future for Total<A, M, B>
where
    A: Future<Output = u64>,
    M: FnOnce(u64) -> B,
    B: Future<Output = u64>,
{
    type Output = u64;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u64> {
        self.project().both.poll(cx)
    }
}
