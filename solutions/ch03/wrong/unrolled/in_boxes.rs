//! Belief: what must not move needs a Box.
//! Rejected by: it_keeps_only_what_it_still_needs
//! Saying: as into a Box

use std::pin::Pin;
use std::task::{Context, Poll, ready};

/// Made by [`total`].
pub enum Total<A, M, B> {
    Price(Pin<Box<A>>, M),
    Rate(Pin<Box<B>>, u64),
    Over,
}

impl<A, M, B> Unpin for Total<A, M, B> {}

/// A future of the price times its rate: awaits `price`, and then what `rate_for` makes of it.
pub fn total<A, M, B>(price: A, rate_for: M) -> Total<A, M, B>
where
    A: Future<Output = u64>,
    M: FnOnce(u64) -> B,
    B: Future<Output = u64>,
{
    Total::Price(Box::pin(price), rate_for)
}

impl<A, M, B> Future for Total<A, M, B>
where
    A: Future<Output = u64>,
    M: FnOnce(u64) -> B,
    B: Future<Output = u64>,
{
    type Output = u64;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u64> {
        loop {
            match &mut *self {
                Total::Price(price, _) => {
                    let price = ready!(price.as_mut().poll(cx));
                    let Total::Price(old, rate_for) = std::mem::replace(&mut *self, Total::Over)
                    else {
                        unreachable!("it was this variant a line ago");
                    };
                    drop(old);
                    *self = Total::Rate(Box::pin(rate_for(price)), price);
                }
                Total::Rate(rate, price) => {
                    let total = *price * ready!(rate.as_mut().poll(cx));
                    *self = Total::Over;
                    return Poll::Ready(total);
                }
                Total::Over => panic!("polled again after it was ready"),
            }
        }
    }
}
