//! Belief: who needs `Unpin` asks for it.
//! Rejected by: the compiler
//! Saying: PhantomPinned

use std::pin::Pin;
use std::task::{Context, Poll, ready};

/// Made by [`total`].
pub enum Total<A, M, B> {
    Price(A, M),
    Rate(B, u64),
    Over,
}

/// A future of the price times its rate: awaits `price`, and then what `rate_for` makes of it.
pub fn total<A, M, B>(price: A, rate_for: M) -> Total<A, M, B>
where
    A: Future<Output = u64> + Unpin,
    M: FnOnce(u64) -> B + Unpin,
    B: Future<Output = u64> + Unpin,
{
    Total::Price(price, rate_for)
}

impl<A, M, B> Future for Total<A, M, B>
where
    A: Future<Output = u64> + Unpin,
    M: FnOnce(u64) -> B + Unpin,
    B: Future<Output = u64> + Unpin,
{
    type Output = u64;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u64> {
        loop {
            match &mut *self {
                Total::Price(price, _) => {
                    let price = ready!(Pin::new(price).poll(cx));
                    let Total::Price(old, rate_for) = std::mem::replace(&mut *self, Total::Over)
                    else {
                        unreachable!("it was this variant a line ago");
                    };
                    drop(old);
                    *self = Total::Rate(rate_for(price), price);
                }
                Total::Rate(rate, price) => {
                    let total = *price * ready!(Pin::new(rate).poll(cx));
                    *self = Total::Over;
                    return Poll::Ready(total);
                }
                Total::Over => panic!("polled again after it was ready"),
            }
        }
    }
}
