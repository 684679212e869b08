//! # At most so many at once
//!
//! ```
//! let jobs = paths.into_iter().map(|path| async move { download(path).await });
//! let ended = run_limited(8, jobs).await;
//! // All jobs have run, never more than 8 at the same time.
//! ```
//!
//! A thousand requests at once get a client banned. A semaphore with 8 permits lets 8 jobs run. Where the permit
//! is taken and where it is given back decides whether the limit holds: a permit in `_` is given back at once, and
//! jobs that are spawned before they take a permit are all in memory.
//!
//! Write `run_limited`. Requirements:
//!
//! 1. Never more than `limit` jobs are in progress at the same time, and `limit` of them are, if there are so many.
//! 2. Each job runs in a task of its own. `jobs` is asked for a job when there is room for it, or one job ahead.
//! 3. When a job has ended, the next one begins, whichever of the running jobs that was.
//! 4. A job that panics is counted as panicked, and its place is free again.
//! 5. The counts are returned when all jobs have ended.
//! 6. If the future of `run_limited` is dropped, all jobs in progress are dropped, and no other job begins.
//!
//! Left open: what a limit of 0 does, and one above `Semaphore::MAX_PERMITS`. Jobs do not block their thread.

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
    // So that the stub compiles without a warning: delete this line.
    drop(jobs);
    todo!("run the jobs, at most {limit} at the same time")
}
