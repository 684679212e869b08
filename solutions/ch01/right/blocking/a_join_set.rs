//! Style: a `JoinSet` that never holds more than one blocking call.

use std::sync::Arc;

use tokio::task::JoinSet;

/// Reads a file and returns how many bytes it held. It blocks its thread, and it may panic.
pub type Read = Arc<dyn Fn(&str) -> usize + Send + Sync>;

/// Reading a file went wrong: the read panicked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadFailed;

/// Reads `files` with `read`, one after another; resolves to a result a file.
pub async fn scan(files: Vec<String>, read: Read) -> Vec<Result<usize, ReadFailed>> {
    let mut results = Vec::new();
    let mut set = JoinSet::new();
    for file in files {
        let read = Arc::clone(&read);
        set.spawn_blocking(move || read(&file));
        while let Some(result) = set.join_next().await {
            results.push(result.map_err(|_| ReadFailed));
        }
    }
    results
}
