//! Belief: whoever makes the price will poll this again with it; until then there is nothing to do.
//! Rejected by: it_calls_no_waker_itself
//! Saying: was not polled either

use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};

/// Made by [`total`].
pub struct Total<A, M, B> {
    _price: A,
    _rate_for: M,
    _rate: PhantomData<B>,
}

/// A future of the price times its rate: awaits `price`, and then what `rate_for` makes of it.
pub fn total<A, M, B>(price: A, rate_for: M) -> Total<A, M, B>
where
    A: Future<Output = u64>,
    M: FnOnce(u64) -> B,
    B: Future<Output = u64>,
{
    Total {
        _price: price,
        _rate_for: rate_for,
        _rate: PhantomData,
    }
}

impl<A, M, B> Future for Total<A, M, B>
where
    A: Future<Output = u64>,
    M: FnOnce(u64) -> B,
    B: Future<Output = u64>,
{
    type Output = u64;

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<u64> {
        Poll::Pending
    }
}
