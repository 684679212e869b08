//! Style: combinators: `FuturesUnordered` over handles that abort their task when dropped.

use std::panic::resume_unwind;

use futures::stream::{FuturesUnordered, StreamExt};
use tokio::task::JoinHandle;

struct AbortOnDrop<T>(JoinHandle<T>);

impl<T> Drop for AbortOnDrop<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

pub async fn try_all<F, T, E>(jobs: Vec<F>) -> Result<Vec<T>, E>
where
    F: Future<Output = Result<T, E>> + Send + 'static,
    T: Send + 'static,
    E: Send + 'static,
{
    let handles: Vec<_> = jobs.into_iter().map(tokio::spawn).collect();
    let aborts: Vec<_> = handles.iter().map(JoinHandle::abort_handle).collect();
    let mut running: FuturesUnordered<_> = handles
        .into_iter()
        .enumerate()
        .map(|(place, handle)| async move {
            let mut task = AbortOnDrop(handle);
            (place, (&mut task.0).await)
        })
        .collect();
    let mut values = Vec::new();
    let mut failed = None;
    while let Some((place, ended)) = running.next().await {
        match ended {
            Ok(Ok(value)) => values.push((place, value)),
            bad if failed.is_none() => {
                failed = Some(bad);
                aborts.iter().for_each(tokio::task::AbortHandle::abort);
            }
            _ => {}
        }
    }
    match failed {
        None => {
            values.sort_by_key(|(place, _)| *place);
            Ok(values.into_iter().map(|(_, value)| value).collect())
        }
        Some(Ok(Err(error))) => Err(error),
        Some(Err(panic)) => resume_unwind(panic.into_panic()),
        Some(Ok(Ok(_))) => unreachable!("a value is no failure"),
    }
}
