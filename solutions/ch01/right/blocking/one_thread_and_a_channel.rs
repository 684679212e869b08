//! Style: one thread that sends its results through a channel of tokio.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use tokio::sync::mpsc;

/// Reads a file and returns how many bytes it held. It blocks its thread, and it may panic.
pub type Read = Arc<dyn Fn(&str) -> usize + Send + Sync>;

/// A file was not read: the read panicked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadFailed;

/// Reads `files` with `read`, one after another; resolves to a result for each file.
pub async fn scan(files: Vec<String>, read: Read) -> Vec<Result<usize, ReadFailed>> {
    let (send, mut receive) = mpsc::unbounded_channel();
    std::thread::spawn(move || {
        for file in files {
            let result = catch_unwind(AssertUnwindSafe(|| read(&file)));
            if send.send(result.map_err(|_| ReadFailed)).is_err() {
                return;
            }
        }
    });
    let mut results = Vec::new();
    while let Some(result) = receive.recv().await {
        results.push(result);
    }
    results
}
