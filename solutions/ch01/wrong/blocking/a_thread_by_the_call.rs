//! Belief: a thread that works ahead costs nothing.
//! Rejected by: calling_scan_reads_nothing_yet
//! Saying: before anybody awaited

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// Reads a file and returns how many bytes it held. It blocks its thread, and it may panic.
pub type Read = Arc<dyn Fn(&str) -> usize + Send + Sync>;

/// Reading a file went wrong: the read panicked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadFailed;

/// Reads `files` with `read`, one after another; resolves to a result a file.
pub fn scan(
    files: Vec<String>,
    read: Read,
) -> impl Future<Output = Vec<Result<usize, ReadFailed>>> {
    let (send, receive) = tokio::sync::oneshot::channel();
    std::thread::spawn(move || {
        let one = |file: &String| catch_unwind(AssertUnwindSafe(|| read(file)));
        let results = files
            .iter()
            .map(|file| one(file).map_err(|_| ReadFailed))
            .collect();
        send.send(results)
    });
    async move { receive.await.unwrap_or_default() }
}
