use std::collections::HashSet;
use std::hint::black_box;
use std::sync::Barrier;
use std::thread::{self, ThreadId};

use futures::future::join_all;
use tokio::runtime::{Builder, Runtime};
use tokio::task::JoinSet;

// ANCHOR: check
/// Computes the checksum of a file, and returns the thread that did it.
async fn check(file: u8) -> ThreadId {
    let bytes = vec![file; 65_536];
    let sum = bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |sum, byte| {
        (sum ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    });
    black_box(sum);
    thread::current().id()
}
// ANCHOR_END: check

// ANCHOR: joined
async fn joined() -> HashSet<ThreadId> {
    join_all((0..4).map(check)).await.into_iter().collect()
}
// ANCHOR_END: joined

// ANCHOR: spawned
static PAIR: Barrier = Barrier::new(2);

async fn spawned() -> HashSet<ThreadId> {
    let mut tasks = JoinSet::new();
    for file in 0..4 {
        tasks.spawn(async move {
            PAIR.wait(); // blocks until a second thread is here too
            check(file).await
        });
    }
    tasks.join_all().await.into_iter().collect()
}
// ANCHOR_END: spawned

async fn spawned_alone() -> HashSet<ThreadId> {
    let mut tasks = JoinSet::new();
    for file in 0..4 {
        tasks.spawn(check(file));
    }
    tasks.join_all().await.into_iter().collect()
}

fn two_workers() -> Runtime {
    let mut builder = Builder::new_multi_thread();
    builder.worker_threads(2).build().expect("a runtime")
}

fn main() {
    let used = two_workers().block_on(joined()).len();
    println!("join_all, two workers:          threads used: {used}");
    let used = two_workers().block_on(spawned()).len();
    println!("tasks, two workers:             threads used: {used}");
    let one_thread = Builder::new_current_thread().build().unwrap();
    let used = one_thread.block_on(spawned_alone()).len();
    println!("tasks, current-thread runtime:  threads used: {used}");
}
