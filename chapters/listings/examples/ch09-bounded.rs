use std::time::Duration;

use tokio::sync::mpsc::{self, Receiver};
use tokio::time::{Instant, sleep};

/// Returns how many uploads were in the queue at most.
async fn make_thumbnails(mut uploads: Receiver<u32>) -> usize {
    let mut most = 0;
    loop {
        most = most.max(uploads.len());
        if uploads.recv().await.is_none() {
            return most;
        }
        sleep(Duration::from_millis(1)).await; // makes the thumbnail
    }
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let began = Instant::now();
    // ANCHOR: main
    let (queue, uploads) = mpsc::channel(8);
    let worker = tokio::spawn(make_thumbnails(uploads));
    for upload in 1..=100_000 {
        queue.send(upload).await.unwrap();
    }
    drop(queue);
    // ANCHOR_END: main
    println!("all sent:  {} ms", began.elapsed().as_millis());
    let most = worker.await.unwrap();
    println!("all done:  {} ms", began.elapsed().as_millis());
    println!("in queue:  {most} at most");
}
