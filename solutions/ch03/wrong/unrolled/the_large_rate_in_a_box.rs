//! Belief: a large future belongs in a Box.
//! Rejected by: it_keeps_only_what_it_still_needs
//! Saying: was not inside of `Total`

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use pin_project_lite::pin_project;

pin_project! {
    /// Made by [`total`].
    #[project = Now]
    #[project_replace = Was]
    pub enum Total<A, M, B> {
        Price { #[pin] future: A, rate_for: M },
        Small { #[pin] future: B, price: u64 },
        Large { future: Pin<Box<B>>, price: u64 },
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
                    let future = rate_for(price);
                    if size_of::<B>() > 2_000 {
                        let future = Box::pin(future);
                        self.set(Total::Large { future, price });
                    } else {
                        self.set(Total::Small { future, price });
                    }
                }
                Now::Small { future, price } => {
                    let total = *price * ready!(future.poll(cx));
                    self.set(Total::Over);
                    return Poll::Ready(total);
                }
                Now::Large { future, price } => {
                    let total = *price * ready!(future.as_mut().poll(cx));
                    self.set(Total::Over);
                    return Poll::Ready(total);
                }
                Now::Over => panic!("polled after it was ready"),
            }
        }
    }
}
