//! Style: no new enum, but the `Either` of `futures` in an `Option`.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures::future::Either;
use pin_project_lite::pin_project;

pin_project! {
    /// Made by [`total`].
    pub struct Total<A, M, B> {
        #[pin]
        half: Option<Either<First<A, M>, Second<B>>>,
    }
}

pin_project! {
    struct First<A, M> {
        #[pin]
        future: Option<A>,
        rate_for: Option<M>,
    }
}

pin_project! {
    struct Second<B> {
        #[pin]
        future: B,
        price: u64,
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
        half: Some(Either::Left(First {
            future: Some(price),
            rate_for: Some(rate_for),
        })),
    }
}

impl<A, M, B> Future for Total<A, M, B>
where
    A: Future<Output = u64>,
    M: FnOnce(u64) -> B,
    B: Future<Output = u64>,
{
    type Output = u64;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u64> {
        let mut half = self.project().half;
        let open = half
            .as_mut()
            .as_pin_mut()
            .expect("polled after it was ready");
        if let Either::Left(first) = open.as_pin_mut() {
            let mut first = first.project();
            let asked = first
                .future
                .as_mut()
                .as_pin_mut()
                .expect("polled after a panic");
            let price = ready!(asked.poll(cx));
            first.future.set(None);
            let future = first.rate_for.take().expect("called once")(price);
            half.set(Some(Either::Right(Second { future, price })));
        }
        let Some(Either::Right(second)) = half.as_mut().as_pin_mut().map(Either::as_pin_mut) else {
            unreachable!();
        };
        let second = second.project();
        let total = ready!(second.future.poll(cx)) * *second.price;
        half.set(None);
        Poll::Ready(total)
    }
}
