//! Belief: where the rate is ready at once, nothing has to be written down.
//! Rejected by: a_future_that_was_ready_is_dropped_at_once
//! Saying: the rate's future still lives

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use pin_project_lite::pin_project;

pin_project! {
    /// Made by [`total`].
    #[project = Now]
    #[project_replace = Was]
    pub enum Total<A, M, B> {
        Price { #[pin] future: A, rate_for: M },
        Rate { #[pin] future: B, price: u64 },
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
        future: price,
        rate_for,
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
        match self.as_mut().project() {
            Now::Price { future, .. } => {
                let price = ready!(future.poll(cx));
                let Was::Price { rate_for, .. } = self.as_mut().project_replace(Total::Over) else {
                    unreachable!();
                };
                self.set(Total::Rate {
                    future: rate_for(price),
                    price,
                });
                let Now::Rate { future, price } = self.as_mut().project() else {
                    unreachable!()
                };
                future.poll(cx).map(|rate| *price * rate)
            }
            Now::Rate { future, price } => {
                let total = *price * ready!(future.poll(cx));
                self.set(Total::Over);
                Poll::Ready(total)
            }
            Now::Over => panic!("polled after it was ready"),
        }
    }
}
