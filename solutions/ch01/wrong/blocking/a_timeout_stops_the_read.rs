//! Belief: a read that takes too long is stopped by a timeout.
//! Rejected by: one_read_at_a_time
//! Saying: at the same time

use std::sync::Arc;
use std::time::Duration;

/// Reads a file and returns how many bytes it held. It blocks its thread, and it may panic.
pub type Read = Arc<dyn Fn(&str) -> usize + Send + Sync>;

/// Reading a file went wrong: the read panicked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadFailed;

/// Reads `files` with `read`, one after another; resolves to a result a file.
pub async fn scan(files: Vec<String>, read: Read) -> Vec<Result<usize, ReadFailed>> {
    let mut results = Vec::new();
    for file in files {
        let read = Arc::clone(&read);
        let reading = tokio::task::spawn_blocking(move || read(&file));
        match tokio::time::timeout(Duration::from_millis(50), reading).await {
            Ok(read) => results.push(read.map_err(|_| ReadFailed)),
            Err(_) => results.push(Err(ReadFailed)),
        }
    }
    results
}
