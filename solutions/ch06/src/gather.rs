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

use std::any::Any;
use std::collections::HashMap;

use tokio::task::{JoinError, JoinSet};

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
    let mut outcomes: Vec<_> = jobs.iter().map(|_| None).collect();
    let mut places = HashMap::new();
    // Dropped with this future, the set drops the jobs.
    let mut tasks = JoinSet::new();
    for (place, job) in jobs.into_iter().enumerate() {
        places.insert(tasks.spawn(job).id(), place);
    }
    while let Some(ended) = tasks.join_next_with_id().await {
        let (id, outcome) = match ended {
            Ok((id, Ok(value))) => (id, Outcome::Done(value)),
            Ok((id, Err(error))) => (id, Outcome::Failed(error)),
            Err(error) => (error.id(), Outcome::Panicked(message(error))),
        };
        outcomes[places[&id]] = Some(outcome);
    }
    outcomes.into_iter().flatten().collect()
}

fn message(error: JoinError) -> String {
    match error.try_into_panic() {
        Ok(payload) => said(&*payload),
        Err(error) => error.to_string(),
    }
}

/// `panic!("{x}")` leaves a String, `panic!("x")` a &str.
fn said(payload: &(dyn Any + Send)) -> String {
    let text = payload
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned());
    text.or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "a panic without a message".to_owned())
}
