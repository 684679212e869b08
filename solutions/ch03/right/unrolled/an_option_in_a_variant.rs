//! Style: `rate_for` in an `Option`, and `Pin::set` instead of `project_replace`.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use pin_project_lite::pin_project;

pin_project! {
    /// Made by [`total`].
    #[project = Now]
    pub enum Total<A, M, B> {
        Price { #[pin] price: A, rate_for: Option<M> },
        Rate { #[pin] rate: B, price: u64 },
        Over,
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
        price,
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
        loop {
            match self.as_mut().project() {
                Now::Price { price, rate_for } => {
                    let price = ready!(price.poll(cx));
                    let rate_for = rate_for.take().expect("it is taken once");
                    // Drops the price's future in place.
                    self.set(Total::Over);
                    let rate = rate_for(price);
                    self.set(Total::Rate { rate, price });
                }
                Now::Rate { rate, price } => {
                    let total = *price * ready!(rate.poll(cx));
                    self.set(Total::Over);
                    return Poll::Ready(total);
                }
                Now::Over => panic!("`Total` was polled again after it was ready"),
            }
        }
    }
}
