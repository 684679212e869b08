use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Mutex;
use tokio::sync::mpsc::{self, Receiver};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

// ANCHOR: work
async fn work(jobs: Arc<Mutex<Receiver<u32>>>) {
    while let Some(_job) = jobs.lock().await.recv().await {
        sleep(Duration::from_millis(10)).await; // makes the thumbnail
    }
}
// ANCHOR_END: work

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let (began, mut workers) = (Instant::now(), JoinSet::new());
    let (queue, jobs) = mpsc::channel(8);
    let jobs = Arc::new(Mutex::new(jobs));
    for _ in 0..3 {
        workers.spawn(work(jobs.clone()));
    }
    for job in 1..=6 {
        queue.send(job).await.unwrap();
    }
    drop(queue);
    workers.join_all().await;
    println!("3 workers, 6 jobs: {} ms", began.elapsed().as_millis());
}
