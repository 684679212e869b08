//! Style: an Option in each variant, emptied when it was ready, and no loop.

use std::pin::Pin;
use std::task::{Context, Poll};

use pin_project_lite::pin_project;

pin_project! {
    /// Made by [`total`].
    #[project = Now]
    pub enum Total<A, M, B> {
        Price { #[pin] price: Option<A>, rate_for: Option<M> },
        Rate { #[pin] rate: Option<B>, price: u64 },
    }
}

/// A future of the price times its rate: awaits `price`, and then what `rate_for` makes of it.
pub fn total<A, M, B>(price: A, rate_for: M) -> Total<A, M, B>
where
    A: Future<Output = u64>,
    M: FnOnce(u64) -> B,
    B: Future<Output = u64>,
{
    Total::Price {
        price: Some(price),
        rate_for: Some(rate_for),
    }
}

impl<A, M, B> Future for Total<A, M, B>
where
    A: Future<Output = u64>,
    M: FnOnce(u64) -> B,
    B: Future<Output = u64>,
{
    type Output = u64;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u64> {
        if let Now::Price {
            mut price,
            rate_for,
        } = self.as_mut().project()
        {
            let waiting = price.as_mut().as_pin_mut().expect("it waits");
            let Poll::Ready(known) = waiting.poll(cx) else {
                return Poll::Pending;
            };
            price.set(None);
            let rate_for = rate_for.take().expect("it is called once");
            let rate = Some(rate_for(known));
            self.set(Total::Rate { rate, price: known });
        }
        if let Now::Rate { mut rate, price } = self.as_mut().project() {
            let waiting = rate
                .as_mut()
                .as_pin_mut()
                .expect("polled again after it was ready");
            let Poll::Ready(known) = waiting.poll(cx) else {
                return Poll::Pending;
            };
            rate.set(None);
            return Poll::Ready(known * *price);
        }
        unreachable!("it is one of the two");
    }
}
