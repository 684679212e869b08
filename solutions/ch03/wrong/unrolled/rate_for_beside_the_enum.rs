//! Belief: a closure that was called takes no room any more.
//! Rejected by: it_keeps_only_what_it_still_needs
//! Saying: there is room for `rate_for` beside

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use pin_project_lite::pin_project;

pin_project! {
    /// Made by [`total`].
    pub struct Total<A, M, B> {
        rate_for: Option<M>,
        price: u64,
        #[pin]
        now: Now<A, B>,
    }
}

pin_project! {
    #[project = At]
    enum Now<A, B> {
        Price { #[pin] price: A },
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
        rate_for: Some(rate_for),
        price: 0,
        now: Now::Price { price },
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
        if let At::Price { price } = this.now.as_mut().project() {
            *this.price = ready!(price.poll(cx));
            this.now.set(Now::Over);
            let rate_for = this.rate_for.take().expect("it is called once");
            let rate = rate_for(*this.price);
            this.now.set(Now::Rate { rate });
        }
        let At::Rate { rate } = this.now.as_mut().project() else {
            panic!("polled again after it was ready");
        };
        let rate = ready!(rate.poll(cx));
        this.now.set(Now::Over);
        Poll::Ready(*this.price * rate)
    }
}
