//! Belief: what failed once may succeed the second time.
//! Rejected by: a_read_that_panics_costs_its_own_result_only
//! Saying: was read twice

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
        let mut result = Err(ReadFailed);
        for _ in 0..2 {
            let (read, file) = (Arc::clone(&read), file.clone());
            result = tokio::task::spawn_blocking(move || read(&file))
                .await
                .map_err(|_| ReadFailed);
            if result.is_ok() {
                break;
            }
        }
        results.push(result);
    }
    results
}
