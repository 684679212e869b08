//! Belief: a blocking call does not fail.
//! Rejected by: a_read_that_panics_costs_its_own_result_only
//! Saying: JoinError

use std::sync::Arc;

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
        results.push(Ok(tokio::task::spawn_blocking(move || read(&file))
            .await
            .unwrap()));
    }
    results
}
