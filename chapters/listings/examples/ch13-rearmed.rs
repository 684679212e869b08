use std::time::Duration;

use kit::Recorder;
use tokio::sync::mpsc::{self, Receiver};
use tokio::time::{Instant, sleep};

async fn ms(ms: u64) {
    sleep(Duration::from_millis(ms)).await;
}

// ANCHOR: main
/// Collects views, and saves the sum every 50 ms.
async fn count(lab: &Recorder, mut views: Receiver<u32>) {
    let began = Instant::now();
    let mut unsaved = 0;
    loop {
        tokio::select! {
            biased;
            view = views.recv() => match view {
                Some(some) => unsaved += some,
                None => break,
            },
            () = lab.watch("flush", ms(50)) => {
                println!("{:3} ms: saved {unsaved}", began.elapsed().as_millis());
                unsaved = 0;
            }
        }
    }
    println!("{:3} ms: {unsaved} unsaved", began.elapsed().as_millis());
}
// ANCHOR_END: main

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let lab = Recorder::new();
    // ANCHOR: run
    let (sender, views) = mpsc::channel(8);
    let visitors = async move {
        for _ in 0..6 {
            ms(30).await;
            sender.send(1).await.unwrap();
        }
    };
    tokio::join!(visitors, lab.watch("count", count(&lab, views)));
    // ANCHOR_END: run
    lab.keep_beside_listing();
}
