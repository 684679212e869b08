// measures: release
use std::cell::Cell;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::Duration;

use futures::channel::oneshot;

thread_local! {
    static POLLS: Cell<u64> = const { Cell::new(0) };
}

// ANCHOR: block_on
fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let mut cx = Context::from_waker(Waker::noop());
    loop {
        POLLS.set(POLLS.get() + 1);
        if let Poll::Ready(output) = future.as_mut().poll(&mut cx) {
            return output;
        }
    }
}
// ANCHOR_END: block_on

// ANCHOR: main
fn main() {
    let (sender, message) = oneshot::channel();
    thread::spawn(move || {
        thread::sleep(Duration::from_millis(50));
        sender.send("a message").unwrap();
    });
    println!("{}", block_on(message).unwrap());
    println!("polls: ~{}", POLLS.get());
    // ANCHOR_END: main
    listings::claim(POLLS.get() > 1_000, "it polls all the time");
}
