//! Belief: an empty Option takes no room.
//! Rejected by: it_keeps_only_what_it_still_needs
//! Saying: room for both futures at the same time

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use pin_project_lite::pin_project;

pin_project! {
    /// Made by [`total`].
    pub struct Total<A, M, B> {
        #[pin]
        price: Option<A>,
        rate_for: Option<M>,
        known: u64,
        #[pin]
        rate: Option<B>,
    }
}

/// A future of the price times its rate: awaits `price`, and then what `rate_for` makes of it.
pub fn total<A, M, B>(price: A, rate_for: M) -> Total<A, M, B>
where
    A: Future<Output = u64>,
    M: FnOnce(u64) -> B,
    B: Future<Output = u64>,
{
    Total {
        price: Some(price),
        rate_for: Some(rate_for),
        known: 0,
        rate: None,
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
        let mut this = self.project();
        if let Some(price) = this.price.as_mut().as_pin_mut() {
            *this.known = ready!(price.poll(cx));
            this.price.set(None);
            let rate_for = this.rate_for.take().expect("it is called once");
            this.rate.set(Some(rate_for(*this.known)));
        }
        let rate = this.rate.as_mut().as_pin_mut();
        let rate = ready!(rate.expect("polled again after it was ready").poll(cx));
        this.rate.set(None);
        Poll::Ready(*this.known * rate)
    }
}
