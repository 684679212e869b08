use std::path::PathBuf;
use std::sync::Barrier;

use kit::Gauge;
use tokio::task::{JoinSet, spawn_blocking};

/// Opens the file, and keeps it open until as many others are open as `all` says.
fn check(path: PathBuf, open: &Gauge, all: &Barrier) {
    let file = std::fs::File::open(path).unwrap();
    let pass = open.enter();
    all.wait();
    pass.finish();
    drop(file);
}

// ANCHOR: each
async fn a_job_for_each_file(paths: Vec<PathBuf>, open: Gauge) {
    static ALL: Barrier = Barrier::new(40); // passes if 40 files are open
    let mut jobs = JoinSet::new();
    for path in paths {
        let open = open.clone();
        jobs.spawn_blocking(move || check(path, &open, &ALL));
    }
    jobs.join_all().await;
}
// ANCHOR_END: each

// ANCHOR: batches
async fn a_job_for_each_batch(paths: Vec<PathBuf>, open: Gauge) {
    static ALL: Barrier = Barrier::new(4);
    let mut jobs = JoinSet::new();
    for batch in paths.chunks(10) {
        let (batch, open) = (batch.to_vec(), open.clone());
        jobs.spawn_blocking(move || {
            for path in batch {
                check(path, &open, &ALL);
            }
        });
    }
    jobs.join_all().await;
}
// ANCHOR_END: batches

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let folder = tempfile::tempdir().unwrap();
    let mut paths = Vec::new();
    for file in 0..40 {
        let path = folder.path().join(format!("{file}.bin"));
        spawn_blocking({
            let path = path.clone();
            move || std::fs::write(path, [1; 100]).unwrap()
        })
        .await
        .unwrap();
        paths.push(path);
    }
    // ANCHOR: main
    let open = Gauge::new();
    a_job_for_each_file(paths.clone(), open.clone()).await;
    println!("a job for each file:      {} open at once", open.peak());
    let open = Gauge::new();
    a_job_for_each_batch(paths.clone(), open.clone()).await;
    println!("a job for a batch of ten: {} open at once", open.peak());
    // ANCHOR_END: main
}
