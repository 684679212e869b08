use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Mutex;
use tokio::sync::mpsc::{self, Receiver};
use tokio::time::sleep;

async fn next(jobs: &Mutex<Receiver<u32>>) -> Option<u32> {
    jobs.lock().await.recv().await
}

// ANCHOR: work
async fn make_thumbnail(job: u32) {
    sleep(Duration::from_millis(10)).await;
    assert!(job != 1 && job != 4, "job {job}: not an image");
    println!("job {job} is stored");
}

async fn work(jobs: Arc<Mutex<Receiver<u32>>>) {
    while let Some(job) = next(&jobs).await {
        make_thumbnail(job).await;
    }
}
// ANCHOR_END: work

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let (queue, jobs) = mpsc::channel(8);
    let jobs = Arc::new(Mutex::new(jobs));
    let workers = [(); 2].map(|()| tokio::spawn(work(jobs.clone())));
    for job in 1..=8 {
        queue.send(job).await.unwrap();
    }
    drop(queue);
    for worker in workers {
        let _ = worker.await;
    }
    println!("{} jobs are left", jobs.lock().await.len());
}
