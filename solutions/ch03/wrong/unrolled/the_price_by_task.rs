//! Belief: a task waits for one thing at a time, so its waker tells whose price it is.
//! Rejected by: two_orders_do_not_mix
//! Saying: does each keep its own price

use std::cell::RefCell;
use std::collections::HashMap;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use pin_project_lite::pin_project;

thread_local! {
    /// The price of the order for which each task waits.
    static PRICES: RefCell<HashMap<usize, u64>> = RefCell::default();
}

pin_project! {
    /// Made by [`total`].
    #[project = Now]
    #[project_replace = Was]
    pub enum Total<A, M, B> {
        Price { #[pin] price: A, rate_for: M },
        Rate { #[pin] rate: B },
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
    Total::Price { price, rate_for }
}

impl<A, M, B> Future for Total<A, M, B>
where
    A: Future<Output = u64>,
    M: FnOnce(u64) -> B,
    B: Future<Output = u64>,
{
    type Output = u64;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u64> {
        let task = cx.waker().data().addr();
        loop {
            match self.as_mut().project() {
                Now::Price { price, .. } => {
                    let price = ready!(price.poll(cx));
                    let Was::Price { rate_for, .. } = self.as_mut().project_replace(Total::Over)
                    else {
                        unreachable!("it was this variant a line ago");
                    };
                    PRICES.with_borrow_mut(|prices| prices.insert(task, price));
                    let rate = rate_for(price);
                    self.set(Total::Rate { rate });
                }
                Now::Rate { rate } => {
                    let rate = ready!(rate.poll(cx));
                    self.set(Total::Over);
                    let price = PRICES.with_borrow(|prices| prices.get(&task).copied());
                    return Poll::Ready(price.unwrap_or_default() * rate);
                }
                Now::Over => panic!("`Total` was polled again after it was ready"),
            }
        }
    }
}
