//! Belief: the length of a name will do for the length of a file.
//! Rejected by: a_read_that_takes_hours_is_waited_for
//! Saying: 0 reads

use std::sync::Arc;

/// Reads a file and returns how many bytes it held. It blocks its thread, and it may panic.
pub type Read = Arc<dyn Fn(&str) -> usize + Send + Sync>;

/// Reading a file went wrong: the read panicked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadFailed;

/// Reads `files` with `read`, one after another; resolves to a result a file.
pub async fn scan(files: Vec<String>, read: Read) -> Vec<Result<usize, ReadFailed>> {
    let _ = read;
    files.iter().map(|file| Ok(file.len())).collect()
}
