//! # Gather
//!
//! ```
//! let outcomes = gather(vec![fetch("/a"), fetch("/b"), fetch("/c")]).await;
//! assert_eq!(outcomes[1], Outcome::Done(4_096)); // what became of fetch("/b")
//! ```
//!
//! asyncio's `gather` starts many coroutines and returns their results in the order of its arguments.
//! Tokio has no such function, and a `?` or an `unwrap` in the obvious loop lets one failed job hide
//! what became of all the others.
//!
//! Write `gather`. Requirements:
//!
//! 1. All jobs are in progress at the same time, each in a task of its own.
//! 2. There is one outcome for each job, in the order of the jobs, whichever ends first.
//! 3. A job that returns an error is `Failed` with that error. The others go on.
//! 4. A job that panics is `Panicked` with the message of the panic. The others go on.
//! 5. `gather` returns as soon as the last job has ended.
//! 6. If the future of `gather` is dropped, all jobs that have not ended are dropped too, at the latest when the
//!    runtime next comes to them.
//!
//! Left open: what the message is if the payload of a panic is not a string, and whether jobs start in
//! the order of the list.

/// What became of a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome<T, E> {
    /// It returned a value.
    Done(T),
    /// It returned an error.
    Failed(E),
    /// It panicked, with this message.
    Panicked(String),
}

/// Runs all jobs at the same time and returns what became of each, in the order of `jobs`.
pub async fn gather<F, T, E>(jobs: Vec<F>) -> Vec<Outcome<T, E>>
where
    F: Future<Output = Result<T, E>> + Send + 'static,
    T: Send + 'static,
    E: Send + 'static,
{
    todo!("run {} jobs, each in a task of its own", jobs.len())
}
