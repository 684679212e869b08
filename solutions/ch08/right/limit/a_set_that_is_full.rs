//! Style: no semaphore; the set of tasks knows how many it holds.

use tokio::task::{JoinError, JoinSet};

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
    let mut ended = Ended::default();
    let mut tasks = JoinSet::new();
    for job in jobs {
        if tasks.len() == limit
            && let Some(result) = tasks.join_next().await
        {
            ended.count(result);
        }
        tasks.spawn(job);
    }
    while let Some(result) = tasks.join_next().await {
        ended.count(result);
    }
    ended
}

impl Ended {
    fn count(&mut self, result: Result<(), JoinError>) {
        match result {
            Ok(()) => self.finished += 1,
            Err(_) => self.panicked += 1,
        }
    }
}
