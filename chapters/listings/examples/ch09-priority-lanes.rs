use std::time::Duration;

use tokio::sync::mpsc::{self, Receiver};
use tokio::time::{Instant, sleep};

async fn ms(ms: u64) {
    sleep(Duration::from_millis(ms)).await;
}

type Jobs = Receiver<&'static str>;

// ANCHOR: work
async fn work(mut urgent: Jobs, mut bulk: Jobs) {
    let began = Instant::now();
    loop {
        let upload = tokio::select! {
            biased; // looks at `urgent` first
            Some(upload) = urgent.recv() => upload,
            Some(upload) = bulk.recv() => upload,
            else => return,
        };
        if upload != "avatar" {
            println!("{upload} begins at {} ms", began.elapsed().as_millis());
        }
        ms(10).await; // makes the thumbnail
    }
}
// ANCHOR_END: work

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let (urgent, urgent_jobs) = mpsc::channel(8);
    let (bulk, bulk_jobs) = mpsc::channel(8);
    for upload in ["album 1", "album 2", "album 3"] {
        bulk.send(upload).await.unwrap();
    }
    urgent.send("avatar").await.unwrap();
    let worker = tokio::spawn(work(urgent_jobs, bulk_jobs));
    ms(1).await; // no arrival at the moment at which a thumbnail is ready
    for _ in 2..=20 {
        ms(8).await; // one every 8 ms, and a thumbnail takes 10
        urgent.send("avatar").await.unwrap();
    }
    drop((urgent, bulk));
    worker.await.unwrap();
}
