//! Style: one loop; a deque of records, and a write in progress.

use std::collections::VecDeque;
use std::pin::pin;

use futures::{Stream, StreamExt};
use tokio::select;

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
    let mut source = pin!(source.fuse());
    let mut waiting = VecDeque::new();
    let mut written = 0;
    let mut ended = false;
    loop {
        let record = match waiting.pop_front() {
            Some(record) => record,
            None if ended => return Ok(written),
            None => match source.next().await {
                Some(record) => record,
                None => return Ok(written),
            },
        };
        let mut writing = pin!(sink.write(record));
        loop {
            select! {
                end = &mut writing => {
                    end?;
                    written += 1;
                    break;
                }
                record = source.next(), if !ended && waiting.len() < 50 => match record {
                    Some(record) => waiting.push_back(record),
                    None => ended = true,
                },
            }
        }
    }
}
