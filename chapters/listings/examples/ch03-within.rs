use std::cell::Cell;
use std::ptr;
use std::task::{Context, Waker};

use tokio::task::yield_now;

// ANCHOR: words
async fn second_word(line: [u8; 7], next_is_at: &Cell<usize>) -> String {
    let next = &line[4..];
    next_is_at.set(next.as_ptr().addr());
    yield_now().await;
    String::from_utf8_lossy(next).into_owned()
}
// ANCHOR_END: words

// ANCHOR: main
fn main() {
    let mut cx = Context::from_waker(Waker::noop());
    let next_is_at = Cell::new(0);
    let mut boxed = Box::pin(second_word(*b"GET /id", &next_is_at));
    println!("{:?}", boxed.as_mut().poll(&mut cx));

    let begin = ptr::from_ref(&*boxed).addr();
    let future = begin..begin + size_of_val(&*boxed);
    let within = future.contains(&next_is_at.get());
    println!("`next` points into the future: {within}");

    let mut moved = boxed;
    let elsewhere = ptr::from_ref(&*moved).addr() != begin;
    println!("the future has moved: {elsewhere}");
    println!("{:?}", moved.as_mut().poll(&mut cx));
}
// ANCHOR_END: main
