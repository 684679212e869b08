//! How many tasks are alive: a number that only grows is a leak.

use std::time::Duration;

use tokio::runtime::Handle;
use tokio::task::{JoinSet, yield_now};
use tokio::time::sleep;

/// Serves a connection, and keeps it alive by a message each minute, which nothing ends.
// ANCHOR: main
async fn serve_and_leak() {
    tokio::spawn(async {
        loop {
            sleep(Duration::from_secs(60)).await;
        }
    });
}

/// The same with a set that owns the task.
async fn serve() {
    let mut background = JoinSet::new();
    background.spawn(async {
        loop {
            sleep(Duration::from_secs(60)).await;
        }
    });
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let alive = || Handle::current().metrics().num_alive_tasks();
    for _ in 0..100 {
        serve().await;
    }
    turns().await;
    println!(
        "after 100 connections with a set: {} tasks are alive",
        alive()
    );
    for _ in 0..100 {
        serve_and_leak().await;
    }
    turns().await;
    println!("after 100 connections without: {} tasks are alive", alive());
}
// ANCHOR_END: main

/// Lets the tasks that were aborted go.
async fn turns() {
    for _ in 0..1000 {
        yield_now().await;
    }
}
