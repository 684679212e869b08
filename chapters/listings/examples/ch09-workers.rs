use std::sync::Arc;
use std::time::Duration;

use kit::Recorder;
use tokio::sync::Mutex;
use tokio::sync::mpsc::{self, Receiver};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

type Jobs = Arc<Mutex<Receiver<u32>>>;

/// The worker of the listing before.
async fn guarded(jobs: Jobs, lab: Recorder) {
    while let Some(job) = jobs.lock().await.recv().await {
        make_thumbnail(job, &lab).await;
    }
}

// ANCHOR: work
async fn next(jobs: &Mutex<Receiver<u32>>) -> Option<u32> {
    jobs.lock().await.recv().await // the guard is dropped when the function returns
}

async fn work(jobs: Arc<Mutex<Receiver<u32>>>, lab: Recorder) {
    while let Some(job) = next(&jobs).await {
        make_thumbnail(job, &lab).await;
    }
}
// ANCHOR_END: work

async fn make_thumbnail(job: u32, lab: &Recorder) {
    let done = sleep(Duration::from_millis(10));
    lab.watch(format!("job {job}"), done).await;
}

async fn run<F>(worker: fn(Jobs, Recorder) -> F) -> (u128, Recorder)
where
    F: Future<Output = ()> + Send + 'static,
{
    let (lab, began, mut workers) = (Recorder::new(), Instant::now(), JoinSet::new());
    let (queue, jobs) = mpsc::channel(8);
    let jobs = Arc::new(Mutex::new(jobs));
    for _ in 0..3 {
        workers.spawn(worker(jobs.clone(), lab.clone()));
    }
    for job in 1..=6 {
        queue.send(job).await.unwrap();
    }
    drop(queue);
    workers.join_all().await;
    (began.elapsed().as_millis(), lab)
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let lab = Recorder::new();
    let (ms, first) = run(guarded).await;
    println!("guard held for the job:  {ms} ms");
    let (ms, second) = run(work).await;
    println!("guard held for recv:     {ms} ms");
    lab.absorb([first, second]);
    lab.keep_beside_listing();
}
