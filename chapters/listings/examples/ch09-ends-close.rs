use tokio::sync::mpsc::{self, error::SendError};
use tokio::task::yield_now;

// ANCHOR: main
#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let (queue, mut uploads) = mpsc::channel(3);
    for upload in 1..=3 {
        queue.send(upload).await.unwrap();
    }
    let fourth = tokio::spawn({
        let queue = queue.clone();
        async move { queue.send(4).await }
    });
    yield_now().await; // the fourth now waits for room

    uploads.close();
    while let Some(upload) = uploads.recv().await {
        println!("{upload} is stored");
    }
    if let Err(SendError(upload)) = fourth.await.unwrap() {
        println!("{upload} comes back");
    }
    if let Err(SendError(upload)) = queue.send(5).await {
        println!("{upload} comes back");
    }
}
// ANCHOR_END: main
