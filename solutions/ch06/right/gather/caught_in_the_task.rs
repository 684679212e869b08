//! Style: each task catches its own panic and sends its outcome, with its place, over a channel.

use std::panic::AssertUnwindSafe;

use futures::FutureExt;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

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

pub async fn gather<F, T, E>(jobs: Vec<F>) -> Vec<Outcome<T, E>>
where
    F: Future<Output = Result<T, E>> + Send + 'static,
    T: Send + 'static,
    E: Send + 'static,
{
    let (sender, mut receiver) = mpsc::unbounded_channel();
    let mut owner = JoinSet::new();
    for (place, job) in jobs.into_iter().enumerate() {
        let sender = sender.clone();
        owner.spawn(async move {
            let outcome = match AssertUnwindSafe(job).catch_unwind().await {
                Ok(Ok(value)) => Outcome::Done(value),
                Ok(Err(error)) => Outcome::Failed(error),
                Err(payload) => Outcome::Panicked(
                    payload
                        .downcast_ref::<String>()
                        .map(String::as_str)
                        .or_else(|| payload.downcast_ref::<&str>().copied())
                        .unwrap_or("unknown")
                        .to_owned(),
                ),
            };
            let _ = sender.send((place, outcome));
        });
    }
    drop(sender);
    let mut outcomes = Vec::new();
    while let Some(outcome) = receiver.recv().await {
        outcomes.push(outcome);
    }
    outcomes.sort_by_key(|(place, _)| *place);
    outcomes.into_iter().map(|(_, outcome)| outcome).collect()
}
