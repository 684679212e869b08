//! Belief: a flag that says `over` is as good as a state without fields.
//! Rejected by: a_future_that_was_ready_is_dropped_at_once
//! Saying: in a `Total` that is over

use std::pin::Pin;
use std::task::{Context, Poll};

use pin_project_lite::pin_project;

pin_project! {
    /// Made by [`total`].
    #[project = Place]
    #[project_replace = Taken]
    pub enum Total<A, M, B> {
        Price { #[pin] future: A, rate_for: M },
        Rate { #[pin] future: B, price: u64, over: bool },
        Between,
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
            let value = match self.as_mut().project() {
                Place::Price { future, .. } => std::task::ready!(future.poll(cx)),
                Place::Rate {
                    future,
                    price,
                    over,
                } => {
                    assert!(!*over, "polled after it was ready");
                    let rate = std::task::ready!(future.poll(cx));
                    *over = true;
                    return Poll::Ready(*price * rate);
                }
                Place::Between => panic!("polled after it was ready"),
            };
            if let Taken::Price { rate_for, .. } = self.as_mut().project_replace(Total::Between) {
                let future = rate_for(value);
                self.set(Total::Rate {
                    future,
                    price: value,
                    over: false,
                });
            }
        }
    }
}
