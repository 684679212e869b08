use std::future::{Future, poll_fn};
use std::pin::pin;

use tokio::sync::mpsc;
use tokio::task::coop::consume_budget;

// ANCHOR: checks
async fn plain() {
    for block in 0..1_000 {
        check(block).await;
    }
}

async fn reported() {
    let (progress, mut blocks) = mpsc::channel(1_000);
    for block in 0..1_000 {
        check(block).await;
        progress.send(block).await.unwrap(); // there is always room
    }
    blocks.close();
}

async fn with_budget() {
    for block in 0..1_000 {
        check(block).await;
        consume_budget().await;
    }
}

/// Adds a block to the checksum: an async function without an await.
async fn check(_block: u32) {}
// ANCHOR_END: checks

/// How often the future returned Pending, so that its task gave the thread back.
async fn turns(future: impl Future<Output = ()>) -> u32 {
    let (mut future, mut turns) = (pin!(future), 0);
    poll_fn(|cx| {
        let poll = future.as_mut().poll(cx);
        turns += u32::from(poll.is_pending());
        poll
    })
    .await;
    turns
}

/// In a task of its own, which begins with a whole budget.
async fn alone(future: impl Future<Output = ()> + Send + 'static) -> u32 {
    tokio::spawn(turns(future))
        .await
        .expect("it does not panic")
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: main
    println!("plain:          {} turns for others", alone(plain()).await);
    println!(
        "reported:       {} turns for others",
        alone(reported()).await
    );
    println!(
        "consume_budget: {} turns for others",
        alone(with_budget()).await
    );
    // ANCHOR_END: main
}
