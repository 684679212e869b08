//! Belief: no name stands in the list twice.
//! Rejected by: each_file_is_read_once_and_the_results_keep_the_order_of_the_files
//! Saying: was read once

use std::collections::HashMap;
use std::sync::Arc;

/// Reads a file and returns how many bytes it held. It blocks its thread, and it may panic.
pub type Read = Arc<dyn Fn(&str) -> usize + Send + Sync>;

/// Reading a file went wrong: the read panicked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadFailed;

/// Reads `files` with `read`, one after another; resolves to a result a file.
pub async fn scan(files: Vec<String>, read: Read) -> Vec<Result<usize, ReadFailed>> {
    let mut known = HashMap::new();
    let mut results = Vec::new();
    for file in files {
        if !known.contains_key(&file) {
            let (read, name) = (Arc::clone(&read), file.clone());
            let result = tokio::task::spawn_blocking(move || read(&name)).await;
            known.insert(file.clone(), result.map_err(|_| ReadFailed));
        }
        results.push(known[&file]);
    }
    results
}
