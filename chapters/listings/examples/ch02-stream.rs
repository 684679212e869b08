// ANCHOR: main
use std::pin::pin;
use std::task::{Context, Waker};

use async_stream::stream;
use futures::Stream;

fn lines(mut text: &str) -> impl Stream<Item = &str> {
    stream! {
        while let Some((line, rest)) = text.split_once('\n') {
            yield line;
            text = rest;
        }
    }
}

fn main() {
    let mut lines = pin!(lines("Ada\nLondon\nBo"));
    let mut cx = Context::from_waker(Waker::noop());
    for _ in 0..4 {
        println!("{:?}", lines.as_mut().poll_next(&mut cx));
    }
}
// ANCHOR_END: main
