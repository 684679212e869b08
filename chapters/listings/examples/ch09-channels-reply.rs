use std::time::Duration;

use tokio::sync::{mpsc, oneshot};
use tokio::time::sleep;

// ANCHOR: main
struct Job {
    upload: &'static str,
    reply: oneshot::Sender<String>,
}

async fn work(mut jobs: mpsc::Receiver<Job>) {
    while let Some(Job { upload, reply }) = jobs.recv().await {
        if reply.is_closed() {
            println!("{upload}: no longer wanted");
            continue;
        }
        sleep(Duration::from_millis(10)).await; // makes the thumbnail
        let _ = reply.send(format!("small/{upload}"));
    }
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let (queue, jobs) = mpsc::channel(8);
    let worker = tokio::spawn(work(jobs));
    let mut replies = Vec::new();
    for upload in ["cat.png", "dog.png", "ant.png"] {
        let (reply, answer) = oneshot::channel();
        queue.send(Job { upload, reply }).await.unwrap();
        replies.push(answer);
    }
    drop(replies.remove(1)); // the client has gone
    for reply in replies {
        println!("{}", reply.await.unwrap());
    }
    drop(queue);
    worker.await.unwrap();
}
// ANCHOR_END: main
