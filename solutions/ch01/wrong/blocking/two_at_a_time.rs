//! Belief: a little overlap does no harm.
//! Rejected by: one_read_at_a_time
//! Saying: at the same time

use std::sync::Arc;

use futures::StreamExt;
use tokio::task::spawn_blocking;

/// Reads a file and returns how many bytes it held. It blocks its thread, and it may panic.
pub type Read = Arc<dyn Fn(&str) -> usize + Send + Sync>;

/// Reading a file went wrong: the read panicked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadFailed;

/// Reads `files` with `read`, one after another; resolves to a result a file.
pub async fn scan(files: Vec<String>, read: Read) -> Vec<Result<usize, ReadFailed>> {
    let reads = files.into_iter().map(|file| {
        let read = Arc::clone(&read);
        async move {
            spawn_blocking(move || read(&file))
                .await
                .map_err(|_| ReadFailed)
        }
    });
    futures::stream::iter(reads).buffered(2).collect().await
}
