//! Style: the `MaybeDone` of `futures` for the price, and its `Fuse` for the rate.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures::future::{Fuse, FutureExt, MaybeDone, maybe_done};
use pin_project_lite::pin_project;

pin_project! {
    /// Made by [`total`].
    #[project = Now]
    #[project_replace = Was]
    pub enum Total<A, M, B> where A: Future<Output = u64>, B: Future<Output = u64> {
        Price { #[pin] price: MaybeDone<A>, rate_for: M },
        Rate { #[pin] rate: Fuse<B>, price: u64 },
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
        price: maybe_done(price),
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
        if let Now::Price { mut price, .. } = self.as_mut().project() {
            ready!(price.as_mut().poll(cx));
            let price = price.take_output().unwrap();
            let Was::Price { rate_for, .. } = self.as_mut().project_replace(Total::Over) else {
                unreachable!();
            };
            self.set(Total::Rate {
                rate: rate_for(price).fuse(),
                price,
            });
        }
        let Now::Rate { rate, price } = self.as_mut().project() else {
            panic!("polled after it was ready");
        };
        let total = *price * ready!(rate.poll(cx));
        self.set(Total::Over);
        Poll::Ready(total)
    }
}
