use std::future::poll_fn;
use std::panic::{self, AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::Poll::{self, Pending, Ready};

use futures::executor::block_on;
use kit::{Recorder, panic_message};
use tokio::task::yield_now;

// ANCHOR: both
async fn both<A: Future, B: Future>(a: A, b: B) -> (A::Output, B::Output) {
    let (mut a, mut b) = (pin!(a), pin!(b));
    poll_fn(|cx| poll_both(a.as_mut().poll(cx), b.as_mut().poll(cx))).await
}

fn poll_both<A, B>(a: Poll<A>, b: Poll<B>) -> Poll<(A, B)> {
    match (a, b) {
        (Ready(a), Ready(b)) => Ready((a, b)),
        _ => Pending,
    }
}
// ANCHOR_END: both

// ANCHOR: main
/// A request that yields so many times.
async fn request(yields: u32) -> u32 {
    for _ in 0..yields {
        yield_now().await;
    }
    yields
}

fn main() {
    println!("{}", outcome(both(request(3), request(3))));
    println!("{}", outcome(both(request(1), request(3))));
    // ANCHOR_END: main
    record();
}

/// The outputs, or the message of the panic.
fn outcome(future: impl Future<Output = (u32, u32)>) -> String {
    panic::set_hook(Box::new(|_| {}));
    match catch_unwind(AssertUnwindSafe(|| block_on(future))) {
        Ok(outputs) => format!("{outputs:?}"),
        Err(panic) => format!("panic: {}", panic_message(&*panic)),
    }
}

/// Runs the second one once more, for the picture.
fn record() {
    let lab = Recorder::new();
    let users = lab.watch("users", request(1));
    let orders = lab.watch("orders", request(3));
    outcome(lab.watch("both", both(users, orders)));
    lab.keep_beside_listing();
}
