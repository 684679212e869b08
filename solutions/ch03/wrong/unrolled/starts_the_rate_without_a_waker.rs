//! Belief: the first poll of a future only starts it.
//! Rejected by: it_calls_no_waker_itself
//! Saying: poll 2 woke the task

use std::pin::Pin;
use std::task::{Context, Poll, Waker, ready};

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
                let Now::Rate { future, .. } = self.as_mut().project() else {
                    unreachable!()
                };
                let mut start = Context::from_waker(Waker::noop());
                if let Poll::Ready(rate) = future.poll(&mut start) {
                    self.set(Total::Over);
                    return Poll::Ready(price * rate);
                }
                cx.waker().wake_by_ref();
                Poll::Pending
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
