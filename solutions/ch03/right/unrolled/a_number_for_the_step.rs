//! Style: a number for the step, a method for each step, and an enum of what each step keeps.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use pin_project_lite::pin_project;

pin_project! {
    /// Made by [`total`].
    pub struct Total<A, M, B> {
        #[pin]
        waits: Waits<A, M, B>,
        step: u8,
        price: u64,
    }
}

pin_project! {
    #[project = WaitsNow]
    #[project_replace = WaitsWas]
    enum Waits<A, M, B> {
        Price { #[pin] future: A, rate_for: M },
        Rate { #[pin] future: B },
        Nothing,
    }
}

impl<A, M, B> Total<A, M, B>
where
    A: Future<Output = u64>,
    M: FnOnce(u64) -> B,
    B: Future<Output = u64>,
{
    fn price(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let mut this = self.project();
        if let WaitsNow::Price { future, .. } = this.waits.as_mut().project() {
            *this.price = ready!(future.poll(cx));
            *this.step += 1;
        }
        Poll::Ready(())
    }

    fn ask(self: Pin<&mut Self>) {
        let mut this = self.project();
        if let WaitsWas::Price { rate_for, .. } =
            this.waits.as_mut().project_replace(Waits::Nothing)
        {
            this.waits.set(Waits::Rate {
                future: rate_for(*this.price),
            });
            *this.step += 1;
        }
    }

    fn rate(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u64> {
        let mut this = self.project();
        let WaitsNow::Rate { future } = this.waits.as_mut().project() else {
            unreachable!()
        };
        let rate = ready!(future.poll(cx));
        this.waits.set(Waits::Nothing);
        *this.step += 1;
        Poll::Ready(rate.wrapping_mul(*this.price))
    }
}

/// A future of the price times its rate: awaits `price`, and then what `rate_for` makes of it.
pub fn total<A, M, B>(price: A, rate_for: M) -> Total<A, M, B>
where
    A: Future<Output = u64>,
    M: FnOnce(u64) -> B,
    B: Future<Output = u64>,
{
    Total {
        waits: Waits::Price {
            future: price,
            rate_for,
        },
        step: 0,
        price: 0,
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
            match self.step {
                0 => ready!(self.as_mut().price(cx)),
                1 => self.as_mut().ask(),
                2 => return self.as_mut().rate(cx),
                _ => panic!("polled after it was ready"),
            }
        }
    }
}
