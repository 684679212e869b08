//! Style: the `Then` of `futures`, and a cell that stores the price.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use std::cell::Cell;
use std::rc::Rc;

use futures::future::{FutureExt, Then};
use pin_project_lite::pin_project;

pin_project! {
    /// Made by [`total`].
    pub struct Total<A, M, B> where A: Future<Output = u64> {
        #[pin]
        rate: Then<Noted<A>, B, M>,
        price: Rc<Cell<u64>>,
    }
}

pin_project! {
    struct Noted<A> {
        #[pin]
        future: A,
        price: Rc<Cell<u64>>,
    }
}

impl<A: Future<Output = u64>> Future for Noted<A> {
    type Output = u64;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u64> {
        let this = self.project();
        this.future.poll(cx).map(|price| {
            this.price.set(price);
            price
        })
    }
}

/// A future of the price times its rate: awaits `price`, and then what `rate_for` makes of it.
pub fn total<A, M, B>(price: A, rate_for: M) -> Total<A, M, B>
where
    A: Future<Output = u64>,
    M: FnOnce(u64) -> B,
    B: Future<Output = u64>,
{
    let noted: Rc<Cell<u64>> = Rc::default();
    let future = Noted {
        future: price,
        price: Rc::clone(&noted),
    };
    Total {
        rate: future.then(rate_for),
        price: noted,
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
        let this = self.project();
        let rate = ready!(this.rate.poll(cx));
        Poll::Ready(this.price.get() * rate)
    }
}
