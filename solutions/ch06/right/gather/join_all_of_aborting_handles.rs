//! Style: combinators: `join_all` over tokio-style handles that abort their task when dropped.

use futures::future::{FutureExt, join_all};
use tokio::task::{AbortHandle, JoinError};

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

struct Aborts(AbortHandle);

impl Drop for Aborts {
    fn drop(&mut self) {
        self.0.abort();
    }
}

fn outcome<T, E>(ended: Result<Result<T, E>, JoinError>) -> Outcome<T, E> {
    ended.map_or_else(
        |error| {
            let payload = error.into_panic();
            let text = payload.downcast_ref::<String>().cloned();
            let text = text.or_else(|| payload.downcast_ref::<&str>().map(ToString::to_string));
            Outcome::Panicked(text.unwrap_or_default())
        },
        |result| result.map_or_else(Outcome::Failed, Outcome::Done),
    )
}

pub async fn gather<F, T, E>(jobs: Vec<F>) -> Vec<Outcome<T, E>>
where
    F: Future<Output = Result<T, E>> + Send + 'static,
    T: Send + 'static,
    E: Send + 'static,
{
    let tasks = jobs.into_iter().map(|job| {
        let handle = tokio::spawn(job);
        let aborts = Aborts(handle.abort_handle());
        handle.map(move |ended| {
            drop(aborts);
            outcome(ended)
        })
    });
    join_all(tasks).await
}
