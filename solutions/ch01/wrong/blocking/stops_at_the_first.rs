//! Belief: after a failed read there is no point in going on.
//! Rejected by: a_read_that_panics_costs_its_own_result_only
//! Saying: results

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
        let result = tokio::task::spawn_blocking(move || read(&file)).await;
        results.push(result.map_err(|_| ReadFailed));
        if results.last() == Some(&Err(ReadFailed)) {
            break;
        }
    }
    results
}
