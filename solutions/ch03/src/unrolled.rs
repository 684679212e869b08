//! # An async function, written out
//!
//! ```
//! let total = total(fetch_price(7), fetch_rate).await;
//! // With a price of 6, it calls fetch_rate(6). If that future returns the rate 7,
//! // total is 42.
//! ```
//!
//! A shop waits for the price of an order, asks for the rate of that price, and waits for the rate.
//! As part of an async function, this is:
//!
//! ```
//! let price = price.await;
//! let rate = rate_for(price).await;
//! price * rate
//! ```
//!
//! The compiler turns such a function into an enum with a variant for each place at which it can
//! stop. Once you have written one by hand, you know what an async function keeps while it waits, and
//! what it drops.
//!
//! Write `Total`. Requirements:
//!
//! The result:
//!
//! 1. It is ready with the price times the rate, in the same poll in which the rate is ready.
//! 2. Each `Total` keeps its own price, even if one task polls several of them.
//! 3. A poll after it was ready panics.
//!
//! Polls:
//!
//! 4. Calling `total` polls nothing, and does not call `rate_for`.
//! 5. Each poll polls the future that it waits for once: first the price's future, later the rate's.
//!    This holds even if the budget of the tokio task is used up. No future is polled again after it
//!    was ready.
//! 6. In the poll in which the price is ready, `rate_for` is called once, with the price, and the
//!    rate's future is polled once.
//! 7. The inner future is polled with the waker that this poll of `Total` brings. `Total` itself
//!    calls no waker.
//!
//! Dropping and size:
//!
//! 8. A future that was ready is dropped at once: the price's future before `rate_for` is called, the
//!    rate's future before the poll returns Ready.
//! 9. Both futures are stored in `Total` itself, without a `Box`. They need not be `Unpin` or
//!    `Send`, and are not moved after their first poll.
//! 10. `Total` has room only for what it still needs: first the price's future and `rate_for`, then
//!     the rate's future and the price. It may be 32 bytes larger than the larger of these two pairs.
//!     (The checks use types with an alignment of at most 8.)
//!
//! Left open: what a product that is too large for a `u64` does, and how you write `Total`: as an
//! enum by hand, or with a combinator of a library. (An `async` block is larger than requirement 10
//! allows.) You need no `unsafe`, and it is switched off here. You may use the crate
//! `pin-project-lite`.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use pin_project_lite::pin_project;

pin_project! {
    /// Made by [`total`].
    #[project = Now]
    #[project_replace = Was]
    pub enum Total<A, M, B> {
        Price { #[pin] price: A, rate_for: M },
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
        loop {
            match self.as_mut().project() {
                Now::Price { price, .. } => {
                    let price = ready!(price.poll(cx));
                    // Drops the price's future in place, and returns the other field.
                    let Was::Price { rate_for, .. } = self.as_mut().project_replace(Total::Over)
                    else {
                        unreachable!("it was this variant a line ago");
                    };
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
