//! Belief: a good future asks tokio whether its task may go on.
//! Rejected by: each_poll_is_passed_on_whatever_the_task_has_spent
//! Saying: did not poll the price's future

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use pin_project_lite::pin_project;
use tokio::task::coop::{Coop, cooperative};

pin_project! {
    /// Made by [`total`].
    #[project = Now]
    #[project_replace = Was]
    pub enum Total<A, M, B> where A: Future, B: Future {
        Price { #[pin] future: Coop<A>, rate_for: M },
        Rate { #[pin] future: Coop<B>, price: u64 },
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
        future: cooperative(price),
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
                    self.set(Total::Rate {
                        future: cooperative(rate_for(price)),
                        price,
                    });
                }
                Now::Rate { future, price } => {
                    let total = *price * ready!(future.poll(cx));
                    self.set(Total::Over);
                    return Poll::Ready(total);
                }
                Now::Over => panic!("polled after it was ready"),
            }
        }
    }
}
