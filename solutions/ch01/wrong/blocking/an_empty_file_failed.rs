//! Belief: a file without bytes could not be read.
//! Rejected by: each_file_is_read_once_and_the_results_keep_the_order_of_the_files
//! Saying: ReadFailed

use std::sync::Arc;

use tokio::task::spawn_blocking;

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
        let bytes = spawn_blocking(move || read(&file)).await.unwrap_or(0);
        results.push(if bytes > 0 {
            Ok(bytes)
        } else {
            Err(ReadFailed)
        });
    }
    results
}
