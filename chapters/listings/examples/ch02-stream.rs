// ANCHOR: main
use std::pin::pin;
use std::task::{Context, Waker};

use async_stream::stream;
use futures::Stream;

fn fibonacci(limit: u64) -> impl Stream<Item = u64> {
    stream! {
        let (mut a, mut b) = (0, 1);
        while a <= limit {
            yield a;
            (a, b) = (b, a + b);
        }
    }
}

fn main() {
    let mut numbers = pin!(fibonacci(3));
    let mut cx = Context::from_waker(Waker::noop());
    for _ in 0..7 {
        println!("{:?}", numbers.as_mut().poll_next(&mut cx));
    }
}
// ANCHOR_END: main
