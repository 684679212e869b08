//! # All, or the first error
//!
//! ```
//! let pages = try_all(vec![fetch("/a"), fetch("/b")]).await;
//! // Ok with both pages in order; or the first error, and then no fetch is running any more.
//! ```
//!
//! A page needs all of its parts. Once one has failed, the others are work for nothing, and a part that still
//! writes to a file after the caller was told "failed" is a bug that no log explains. `try_join!` over join
//! handles returns early and leaves the other tasks running.
//!
//! Write `try_all`. Requirements:
//!
//! 1. All jobs are in progress at the same time, each in a task of its own.
//! 2. If all succeed, their values are returned in the order of the jobs.
//! 3. As soon as one job fails, the others are stopped, and the error that came first in time is returned,
//!    whatever its place in the list.
//! 4. Before that error is returned, every other job has been dropped: nothing of it runs later.
//! 5. If a job panics, the others are stopped and dropped in the same way, and the panic continues in the
//!    caller with the same payload.
//! 6. If the future of `try_all` is dropped, all jobs are dropped as well.
//!
//! Left open: which error is returned if several jobs fail before `try_all` is polled again. Jobs do not block
//! their thread, and do not panic while they are dropped.

/// Runs all jobs at the same time. Returns their values in the order of `jobs`, or the first error once every
/// other job has been stopped.
///
/// # Errors
/// The first error that a job returned.
///
/// # Panics
/// If a job panics, with its payload.
pub async fn try_all<F, T, E>(jobs: Vec<F>) -> Result<Vec<T>, E>
where
    F: Future<Output = Result<T, E>> + Send + 'static,
    T: Send + 'static,
    E: Send + 'static,
{
    todo!("run {} jobs until one of them fails", jobs.len())
}
