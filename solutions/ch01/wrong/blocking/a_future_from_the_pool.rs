//! Belief: what is written inside spawn_blocking runs there.
//! Rejected by: the_heart_beats_while_a_read_blocks
//! Saying: the heart stood still

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures::FutureExt;

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
        let reading = tokio::task::spawn_blocking(move || async move { read(&file) });
        let reading = reading.await.expect("it only makes a future");
        results.push(
            AssertUnwindSafe(reading)
                .catch_unwind()
                .await
                .map_err(|_| ReadFailed),
        );
    }
    results
}
