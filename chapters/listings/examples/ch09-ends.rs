use std::time::Duration;

use tokio::sync::mpsc::{self, Sender};
use tokio::time::{sleep, timeout};

async fn arrive(user: &str, queue: Sender<String>) {
    for upload in 1..=2 {
        sleep(Duration::from_millis(10)).await;
        queue.send(format!("{user}/{upload}.png")).await.unwrap();
    }
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    // ANCHOR: main
    let (queue, mut uploads) = mpsc::channel(8);
    for user in ["ann", "bob"] {
        tokio::spawn(arrive(user, queue.clone()));
    }
    let worker = async {
        let mut stored = 0;
        while uploads.recv().await.is_some() {
            stored += 1;
        }
        println!("all {stored} are stored");
    };
    if timeout(Duration::from_secs(60), worker).await.is_err() {
        println!("the worker still waits after a minute");
    }
    // ANCHOR_END: main
}
