//! # A queue without an end
//!
//! ```
//! let written = copy(table_rows, file).await?;
//! // Meanwhile, the program needs as much memory as the table.
//! ```
//!
//! The bug report: "With a fast database and a slow disk, the copy of a large table needs 30 GB of memory, until the
//! system kills it. The same copy to a fast disk needs 20 MB." It happens if the sink is slower than the source.
//!
//! Find the cause and fix `copy`. You may change all but the trait and the signature. Requirements:
//!
//! 1. At most 100 records are in memory: taken from the source, and not yet written.
//! 2. All records are written, each once, in the order of the source; then `copy` returns their number.
//! 3. While a record is being written, the source is read on, until at least 10 records wait.
//! 4. The first error of the sink ends the copy: no other record is written, and `copy` returns the error when it has
//!    taken at most 100 more records from the source, even if the source has no end.
//!
//! Left open: what happens to the records that wait if the future of `copy` is dropped, and when `copy` returns an
//! error while the source gives nothing.

use std::panic::resume_unwind;
use std::pin::pin;

use futures::{Stream, StreamExt};
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
    let (sender, mut records) = unbounded_channel();
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
        if sender.send(record).is_err() {
            break;
        }
    }
    drop(sender);
    match writer.await {
        Ok(end) => end,
        Err(error) => resume_unwind(error.into_panic()),
    }
}
