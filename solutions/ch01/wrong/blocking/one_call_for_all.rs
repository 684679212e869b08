//! Belief: a panic on another thread stays there, and the rest goes on.
//! Rejected by: a_read_that_panics_costs_its_own_result_only
//! Saying: the read of "b" panics

use std::sync::Arc;

/// Reads a file and returns how many bytes it held. It blocks its thread, and it may panic.
pub type Read = Arc<dyn Fn(&str) -> usize + Send + Sync>;

/// Reading a file went wrong: the read panicked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadFailed;

/// Reads `files` with `read`, one after another; resolves to a result a file.
pub async fn scan(files: Vec<String>, read: Read) -> Vec<Result<usize, ReadFailed>> {
    let count = files.len();
    let reading =
        tokio::task::spawn_blocking(move || files.iter().map(|file| Ok(read(file))).collect());
    reading.await.unwrap_or(vec![Err(ReadFailed); count])
}
