//! Belief: a first read fills the cache and does not count.
//! Rejected by: each_file_is_read_once_and_the_results_keep_the_order_of_the_files
//! Saying: was read twice

use std::sync::Arc;

/// Reads a file and returns how many bytes it held. It blocks its thread, and it may panic.
pub type Read = Arc<dyn Fn(&str) -> usize + Send + Sync>;

/// Reading a file went wrong: the read panicked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadFailed;

/// Reads `files` with `read`, one after another; resolves to a result a file.
pub async fn scan(files: Vec<String>, read: Read) -> Vec<Result<usize, ReadFailed>> {
    if let Some(file) = files.first().cloned() {
        let read = Arc::clone(&read);
        let _ = tokio::task::spawn_blocking(move || read(&file)).await;
    }
    let mut results = Vec::new();
    for file in files {
        let read = Arc::clone(&read);
        let result = tokio::task::spawn_blocking(move || read(&file)).await;
        results.push(result.map_err(|_| ReadFailed));
    }
    results
}
