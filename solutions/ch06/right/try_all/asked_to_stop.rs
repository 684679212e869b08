//! Style: no abort: each task waits for its job or for the end of a channel, with `select!`.

use std::panic::resume_unwind;

use tokio::sync::{mpsc, watch};

pub async fn try_all<F, T, E>(jobs: Vec<F>) -> Result<Vec<T>, E>
where
    F: Future<Output = Result<T, E>> + Send + 'static,
    T: Send + 'static,
    E: Send + 'static,
{
    // Dropping the one sender ends all jobs, also when this future is dropped.
    let (stop, stopped) = watch::channel(());
    let (ended, mut ends) = mpsc::unbounded_channel();
    let mut tasks = Vec::new();
    for (place, job) in jobs.into_iter().enumerate() {
        let (mut stopped, ended) = (stopped.clone(), ended.clone());
        let task = tokio::spawn(async move {
            tokio::select! {
                _ = stopped.changed() => None,
                result = job => Some(result),
            }
        });
        tasks.push(tokio::spawn(async move {
            let result = task.await;
            let _ = ended.send((place, result));
        }));
    }
    drop(ended);

    let mut stop = Some(stop);
    let mut first = None;
    let mut values = Vec::new();
    while let Some((place, result)) = ends.recv().await {
        match result {
            Ok(Some(Ok(value))) => values.push((place, value)),
            Ok(None) => {}
            bad => {
                stop = None;
                first.get_or_insert(bad);
            }
        }
    }
    drop(stop);
    match first {
        Some(Ok(Some(Err(error)))) => Err(error),
        Some(Err(error)) => resume_unwind(error.into_panic()),
        _ => {
            values.sort_by_key(|(place, _)| *place);
            Ok(values.into_iter().map(|(_, value)| value).collect())
        }
    }
}
