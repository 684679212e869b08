//! Style: a place in the queue is reserved before the job begins.

use tokio::sync::mpsc;

/// Sends all `jobs` through both stages, with a queue of `capacity` between them.
pub async fn pipeline<T, U, V, E, A, B>(
    jobs: impl IntoIterator<Item = T>,
    capacity: usize,
    mut first: impl FnMut(T) -> A,
    mut second: impl FnMut(U) -> B,
) -> Result<Vec<V>, E>
where
    A: Future<Output = Result<U, E>>,
    B: Future<Output = Result<V, E>>,
{
    let (to_second, mut from_first) = mpsc::channel(capacity);
    let mut jobs = jobs.into_iter();
    let first_stage = async move {
        while let Ok(place) = to_second.reserve().await {
            let Some(job) = jobs.next() else { break };
            place.send(first(job).await?);
        }
        Ok(())
    };
    let second_stage = async move {
        let mut results = Vec::new();
        while let Some(output) = from_first.recv().await {
            results.push(second(output).await?);
        }
        Ok(results)
    };
    Ok(tokio::try_join!(first_stage, second_stage)?.1)
}
