//! # A test of how many at once
//!
//! ```
//! pub async fn test<S: MapLimited>() {
//!     let results = S::map_limited(vec![1, 2, 3], 2, async |item| Ok(item * 10)).await;
//!     assert_eq!(results, Ok(vec![10, 20, 30])); // and how many jobs were in progress at once?
//! }
//! ```
//!
//! A function that runs jobs with a limit returns the same results if it runs them one at a time, all at once, or
//! in batches. It returns the same error, whether it stops the other jobs or leaves them running. The difference
//! shows on a server: in its speed, its load, and in work that goes on for nothing. A test sees it if the jobs
//! themselves count: a value that adds 1 when it is made and subtracts 1 when it is dropped.
//!
//! Write a test of `MapLimited`. Its specification is the documentation of the trait. Requirements:
//!
//! 1. `test` returns if `S` does what the specification says, however it is written.
//! 2. `test` panics if `S` breaks a sentence of the specification. A test that still waits after 30 days of
//!    virtual time counts as failed, too.
//!
//! The checks run your test with several right implementations and with wrong ones, each of which breaks one
//! sentence, on tokio's current-thread runtime with a paused clock.
//!
//! Left open: what `map_limited` does with a limit of 0. You may write more types and functions.

/// The subject of the test.
pub trait MapLimited: 'static {
    /// Runs `job` for each item, and returns the results in the order of the items.
    ///
    /// - `job` is called once for each item, in the order of the items. A job is in progress from this
    ///   call until its future has ended or is dropped.
    /// - At most `limit` jobs are in progress at the same time.
    /// - As long as there are items whose job has not been started, `limit` jobs are in progress: if
    ///   one ends, whichever it is, the next one is started at once.
    /// - The first error is returned at once. After that no job is started, and the jobs in progress
    ///   are dropped, at the latest when the runtime next comes to them.
    /// - If the future of `map_limited` is dropped, the jobs in progress are dropped, too, at the
    ///   latest when the runtime next comes to them.
    ///
    /// Jobs may be run in tasks of their own. `limit` is at least 1.
    ///
    /// # Errors
    /// The first error of a job.
    fn map_limited<F, Fut>(
        items: Vec<u32>,
        limit: usize,
        job: F,
    ) -> impl Future<Output = Result<Vec<u32>, u32>> + Send + 'static
    where
        F: Fn(u32) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<u32, u32>> + Send + 'static;
}

/// Panics unless `S` does what [`MapLimited`] says.
pub async fn test<S: MapLimited>() {
    todo!("call S::map_limited with jobs that count how many are in progress, and assert")
}
