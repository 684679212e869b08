//! Style: the price in an `Option`, beside an enum of the future that is awaited.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use pin_project_lite::pin_project;

pin_project! {
    /// Made by [`total`].
    pub struct Total<A, M, B> {
        price: Option<u64>,
        #[pin]
        now: Now<A, M, B>,
    }
}

pin_project! {
    #[project = At]
    enum Now<A, M, B> {
        Price { #[pin] price: A, rate_for: Option<M> },
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
    Total {
        price: None,
        now: Now::Price {
            price,
            rate_for: Some(rate_for),
        },
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
        let mut this = self.project();
        if let At::Price { price, rate_for } = this.now.as_mut().project() {
            let known = ready!(price.poll(cx));
            let rate_for = rate_for.take().expect("it is called once");
            this.now.set(Now::Over);
            *this.price = Some(known);
            let rate = rate_for(known);
            this.now.set(Now::Rate { rate });
        }
        let At::Rate { rate } = this.now.as_mut().project() else {
            panic!("polled again after it was ready");
        };
        let rate = ready!(rate.poll(cx));
        this.now.set(Now::Over);
        Poll::Ready(this.price.take().expect("it is there by now") * rate)
    }
}
