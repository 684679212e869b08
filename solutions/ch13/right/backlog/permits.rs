//! Style: the channel has no bound; a permit travels with each record until it is written.

use std::panic::resume_unwind;
use std::pin::pin;
use std::sync::Arc;

use futures::{Stream, StreamExt};
use tokio::sync::Semaphore;
use tokio::sync::mpsc::unbounded_channel;

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
    let permits = Arc::new(Semaphore::new(64));
    let (sender, mut records) = unbounded_channel();
    let writer = tokio::spawn(async move {
        let mut written = 0;
        while let Some((record, _permit)) = records.recv().await {
            sink.write(record).await?;
            written += 1;
        }
        Ok(written)
    });
    let mut source = pin!(source);
    loop {
        let permit = Arc::clone(&permits).acquire_owned().await;
        let Some(record) = source.next().await else {
            break;
        };
        if sender.send((record, permit)).is_err() {
            break;
        }
    }
    drop(sender);
    match writer.await {
        Ok(end) => end,
        Err(error) => resume_unwind(error.into_panic()),
    }
}
