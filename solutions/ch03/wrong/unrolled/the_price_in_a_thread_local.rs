//! Belief: nobody else needs the place beside it before the rate is there.
//! Rejected by: two_orders_do_not_mix
//! Saying: does each keep its own price

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use std::cell::Cell;

use pin_project_lite::pin_project;

pin_project! {
    /// Made by [`total`].
    #[project = Now]
    #[project_replace = Was]
    pub enum Total<A, M, B> {
        Price { #[pin] future: A, rate_for: M },
        Rate { #[pin] future: B },
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
        loop {
            match self.as_mut().project() {
                Now::Price { future, .. } => {
                    let price = ready!(future.poll(cx));
                    let Was::Price { rate_for, .. } = self.as_mut().project_replace(Total::Over)
                    else {
                        unreachable!();
                    };
                    PRICE.set(price);
                    self.set(Total::Rate {
                        future: rate_for(price),
                    });
                }
                Now::Rate { future } => {
                    let total = ready!(future.poll(cx)) * PRICE.get();
                    self.set(Total::Over);
                    return Poll::Ready(total);
                }
                Now::Over => panic!("polled after it was ready"),
            }
        }
    }
}

thread_local! {
    static PRICE: Cell<u64> = const { Cell::new(0) };
}
