// entry: none
use std::panic::resume_unwind;
use std::pin::pin;

use futures::{Stream, StreamExt};
use tokio::sync::mpsc::channel;

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
    let (sender, mut records) = channel(500);
    let writer = tokio::spawn(async move {
        let mut written = 0;
        while let Some(record) = records.recv().await {
            sink.write(record).await?;
            written += 1;
        }
        Ok(written)
    });
    let mut source = pin!(source);
    while let Some(record) = source.next().await {
        if sender.send(record).await.is_err() {
            break;
        }
    }
    drop(sender);
    match writer.await {
        Ok(end) => end,
        Err(error) => resume_unwind(error.into_panic()),
    }
}
