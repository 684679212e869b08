//! Style: a stream of files, each turned into its result.

use std::sync::Arc;

use futures::{StreamExt, TryFutureExt, stream};
use tokio::task::spawn_blocking;

/// Reads a file and returns how many bytes it held. It blocks its thread, and it may panic.
pub type Read = Arc<dyn Fn(&str) -> usize + Send + Sync>;

/// Reading a file went wrong: the read panicked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadFailed;

/// Reads `files` with `read`, one after another; resolves to a result a file.
pub async fn scan(files: Vec<String>, read: Read) -> Vec<Result<usize, ReadFailed>> {
    stream::iter(files)
        .then(|file| {
            let read = Arc::clone(&read);
            spawn_blocking(move || read(&file)).map_err(|_| ReadFailed)
        })
        .collect()
        .await
}
