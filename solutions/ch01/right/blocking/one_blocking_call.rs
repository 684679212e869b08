//! Style: one blocking call for all files, each read under `catch_unwind`.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// Reads a file and returns how many bytes it held. It blocks its thread, and it may panic.
pub type Read = Arc<dyn Fn(&str) -> usize + Send + Sync>;

/// A file was not read: the read panicked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadFailed;

/// Reads `files` with `read`, one after another; resolves to a result for each file.
pub async fn scan(files: Vec<String>, read: Read) -> Vec<Result<usize, ReadFailed>> {
    let reading = tokio::task::spawn_blocking(move || {
        let one = |file: &String| catch_unwind(AssertUnwindSafe(|| read(file)));
        files
            .iter()
            .map(|file| one(file).map_err(|_| ReadFailed))
            .collect()
    });
    reading.await.expect("every panic is caught inside")
}
