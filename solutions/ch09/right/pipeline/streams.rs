//! Style: streams; the channel of `futures` between `then` and `then`.

use futures::channel::mpsc;
use futures::{SinkExt, StreamExt, TryStreamExt, future, stream};

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
    // This channel has a place for each sender beside those that are asked for.
    let (mut to_second, from_first) = mpsc::channel(capacity - 1);
    let first_stage = async move {
        let mut outputs = std::pin::pin!(stream::iter(jobs).then(&mut first));
        while let Some(output) = outputs.try_next().await? {
            if to_second.feed(output).await.is_err() {
                break;
            }
        }
        Ok(())
    };
    let second_stage = from_first.then(&mut second).try_collect();
    let ((), results) = future::try_join(first_stage, second_stage).await?;
    Ok(results)
}
