//! Style: the source is a task behind a bounded channel of the crate futures; `copy` itself writes.

use std::pin::pin;

use futures::channel::mpsc::channel;
use futures::{SinkExt, Stream, StreamExt};
use tokio::task::JoinSet;

/// Where records go.
pub trait Sink<T>: Send + 'static {
    /// Why it takes no more.
    type Error: Send + 'static;

    /// Writes `record`.
    fn write(&mut self, record: T) -> impl Future<Output = Result<(), Self::Error>> + Send;
}

/// Writes all records of `source` to `sink`; returns their number.
///
/// # Errors
/// The first error of `sink`.
pub async fn copy<T, S, K>(source: S, mut sink: K) -> Result<usize, K::Error>
where
    T: Send + 'static,
    S: Stream<Item = T> + Send + 'static,
    K: Sink<T>,
{
    let (mut sender, mut records) = channel(30);
    let mut reader = JoinSet::new();
    reader.spawn(async move {
        let mut source = pin!(source);
        while let Some(record) = source.next().await {
            if sender.send(record).await.is_err() {
                break;
            }
        }
    });
    let mut written = 0;
    while let Some(record) = records.next().await {
        sink.write(record).await?;
        written += 1;
    }
    if let Some(Err(error)) = reader.join_next().await
        && let Ok(panic) = error.try_into_panic()
    {
        std::panic::resume_unwind(panic);
    }
    Ok(written)
}
