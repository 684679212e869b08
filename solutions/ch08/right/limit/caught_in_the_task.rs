//! Style: the jobs count how they end, and all permits together mean that all have ended.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures::FutureExt;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

/// How the jobs ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ended {
    /// Jobs that returned.
    pub finished: usize,
    /// Jobs that panicked.
    pub panicked: usize,
}

/// Runs all `jobs`, at most `limit` of them at the same time.
pub async fn run_limited<F>(limit: usize, jobs: impl IntoIterator<Item = F>) -> Ended
where
    F: Future<Output = ()> + Send + 'static,
{
    let mut jobs = jobs.into_iter();
    let permits = Arc::new(Semaphore::new(limit));
    let counts = Arc::new([AtomicUsize::new(0), AtomicUsize::new(0)]);
    // Only so that the jobs are dropped with this future.
    let mut tasks = JoinSet::new();
    loop {
        let permit = Arc::clone(&permits).acquire_owned().await;
        let Some(job) = jobs.next() else {
            break;
        };
        while tasks.try_join_next().is_some() {}
        let counts = Arc::clone(&counts);
        tasks.spawn(async move {
            let ended = AssertUnwindSafe(job).catch_unwind().await;
            let [finished, panicked] = &*counts;
            let count = if ended.is_ok() { finished } else { panicked };
            count.fetch_add(1, Ordering::SeqCst);
            drop(permit);
        });
    }
    let all = u32::try_from(limit).expect("fits in 32 bits");
    let _all = permits.acquire_many(all).await;
    let [finished, panicked] = &*counts;
    Ended {
        finished: finished.load(Ordering::SeqCst),
        panicked: panicked.load(Ordering::SeqCst),
    }
}
