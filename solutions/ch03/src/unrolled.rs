//! # An async function, written out
//!
//! This is what a shop does with an order. First it waits for the price; with the price it asks for the
//! rate; then it waits for that:
//!
//! ```
//! # async fn total<B>(price: impl Future<Output = u64>, rate_for: impl FnOnce(u64) -> B) -> u64
//! # where
//! #     B: Future<Output = u64>,
//! # {
//! let price = price.await;
//! let rate = rate_for(price).await;
//! price * rate
//! # }
//! ```
//!
//! The compiler makes an enum of it, with a variant for each place where it can stop. Here you write
//! that enum, without `async` and without `Box`. It is judged by these promises alone, also where a
//! combinator of a library is the enum:
//!
//! - It is ready with the price times the rate.
//! - Nothing runs before the first poll. `rate_for` is called once, with the price, in the very poll in
//!   which the price is ready, and its future is polled in that poll too.
//! - A future that was ready is dropped at once: the price's before `rate_for` is called, the rate's before
//!   the poll in which it was ready returns. Neither is polled again.
//! - What waits is polled once a poll, with the waker that was given. It calls no waker itself.
//! - The futures lie within it, and it keeps at any time only what it still needs: it has at most 32
//!   bytes more than the larger one of (`A` and `M` together) and (`B` and a `u64` together). (That is
//!   for an alignment of at most 8.)
//! - Polled again after it was ready, it panics.
//! - The two futures need not be `Unpin`. There is no need of `unsafe`, and it is switched off. The
//!   crate `pin-project-lite` is there.

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
                    // Drops the price's future in its place, and gives out the rest.
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
