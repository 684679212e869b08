// entry: drops_the_price_late
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use pin_project_lite::pin_project;

pin_project! {
    #[project = Now]
    pub enum Total<A, M, B> {
        Price { #[pin] price: A, rate_for: Option<M> },
        Rate { #[pin] rate: B, price: u64 },
        Done,
    }
}

pub fn total<A, M, B>(price: A, rate_for: M) -> Total<A, M, B>
where
    A: Future<Output = u64>,
    M: FnOnce(u64) -> B,
    B: Future<Output = u64>,
{
    Total::Price { price, rate_for: Some(rate_for) }
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
                Now::Price { price, rate_for } => {
                    let amount = ready!(price.poll(cx));
                    let rate_for = rate_for.take().expect("called once");
                    let next = Total::Rate { rate: rate_for(amount), price: amount };
                    self.set(next);
                }
                Now::Rate { rate, price } => {
                    let rate = ready!(rate.poll(cx));
                    let total = *price * rate;
                    self.set(Total::Done);
                    return Poll::Ready(total);
                }
                Now::Done => panic!("polled after it was ready"),
            }
        }
    }
}
