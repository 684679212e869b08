//! Belief: an await between two reads gives the others their turn.
//! Rejected by: the_heart_beats_while_a_read_blocks
//! Saying: the heart stood still

use std::panic::{AssertUnwindSafe, catch_unwind};
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
        results.push(catch_unwind(AssertUnwindSafe(|| read(&file))).map_err(|_| ReadFailed));
        tokio::task::yield_now().await;
    }
    results
}
