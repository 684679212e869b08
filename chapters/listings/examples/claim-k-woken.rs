//! Does a runtime go through all of its tasks, again and again?

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::oneshot;

// ANCHOR: main
#[tokio::main(flavor = "current_thread")]
async fn main() {
    let polls = Arc::new(AtomicUsize::new(0));
    let mut senders = Vec::new();
    for _ in 0..1000 {
        let (sender, mut receiver) = oneshot::channel::<()>();
        senders.push(sender);
        let polls = Arc::clone(&polls);
        tokio::spawn(poll_fn(move |cx| {
            polls.fetch_add(1, Ordering::Relaxed);
            Future::poll(Pin::new(&mut receiver), cx).map(drop)
        }));
    }
    turns(1000).await;
    println!(
        "1000 tasks begin to wait: {} polls",
        polls.swap(0, Ordering::Relaxed)
    );
    turns(1000).await;
    println!(
        "1000 turns, no event: {} polls",
        polls.swap(0, Ordering::Relaxed)
    );
    senders.pop().expect("there are senders").send(()).ok();
    turns(1000).await;
    println!(
        "1000 turns, an event for one: {} poll",
        polls.swap(0, Ordering::Relaxed)
    );
}
// ANCHOR_END: main

/// Lets the loop turn so often.
async fn turns(count: usize) {
    for _ in 0..count {
        tokio::task::yield_now().await;
    }
}
