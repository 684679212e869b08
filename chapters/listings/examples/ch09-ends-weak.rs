use std::time::Duration;

use tokio::sync::mpsc::{self, Receiver, WeakSender};
use tokio::time::sleep;

// ANCHOR: work
type Upload = (u32, &'static str);

/// Puts an upload that fails back into the queue, for a second attempt.
async fn work(mut uploads: Receiver<Upload>, again: WeakSender<Upload>) {
    while let Some((attempt, upload)) = uploads.recv().await {
        sleep(Duration::from_millis(10)).await;
        if upload == "broken.png" && attempt == 1 {
            match again.upgrade() {
                Some(queue) => queue.try_send((2, upload)).unwrap(),
                None => println!("{upload}: no second attempt"),
            }
        } else {
            println!("{upload}: attempt {attempt}");
        }
    }
    println!("the queue has ended");
}
// ANCHOR_END: work

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let (queue, uploads) = mpsc::channel(8);
    let worker = tokio::spawn(work(uploads, queue.downgrade()));
    for upload in ["broken.png", "cat.png", "dog.png", "broken.png"] {
        queue.send((1, upload)).await.unwrap();
    }
    sleep(Duration::from_millis(15)).await;
    drop(queue); // the last sender that counts
    worker.await.unwrap();
}
