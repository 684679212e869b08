use std::sync::Barrier;
use std::time::Duration;

use tokio::runtime::{Builder, Handle, Runtime};
use tokio::task::{JoinSet, spawn_blocking};
use tokio::time::timeout;

static BOTH_BEGAN: Barrier = Barrier::new(2);

// ANCHOR: nested
fn check_file(file: &str) -> usize {
    file.len() // stands for reading it
}

/// Runs on a blocking thread, and waits there for a job of its own.
fn check_folder(files: [&'static str; 2]) -> usize {
    BOTH_BEGAN.wait(); // both folders have begun
    let mut total = 0;
    for file in files {
        let job = spawn_blocking(move || check_file(file));
        // An error: the runtime was shut down.
        total += Handle::current().block_on(job).unwrap_or(0);
    }
    total
}
// ANCHOR_END: nested

// ANCHOR: flat
/// An async function: it waits without a thread, and its jobs wait for nothing.
async fn folder(files: [&'static str; 2]) -> usize {
    let mut total = 0;
    for file in files {
        total += spawn_blocking(move || check_file(file)).await.unwrap();
    }
    total
}
// ANCHOR_END: flat

fn two_blocking_threads() -> Runtime {
    let mut builder = Builder::new_multi_thread();
    builder.enable_time().max_blocking_threads(2);
    builder.build().expect("a runtime")
}

fn main() {
    let folders = [["a.bin", "b.bin"], ["c.bin", "d.bin"]];
    let second = Duration::from_secs(1);

    let runtime = two_blocking_threads();
    let nested = runtime.block_on(async {
        let jobs = folders.map(|files| spawn_blocking(move || check_folder(files)));
        timeout(second, futures::future::try_join_all(jobs)).await
    });
    println!("a job in a job: in time: {}", nested.is_ok());
    runtime.shutdown_background(); // dropping it would wait for the jobs

    let runtime = two_blocking_threads();
    let flat = runtime.block_on(async {
        let folders = folders.map(folder);
        timeout(
            second,
            folders.into_iter().collect::<JoinSet<_>>().join_all(),
        )
        .await
    });
    println!("async around the jobs: {:?}", flat.unwrap());
}
