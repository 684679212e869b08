//! Style: one thread for all, which sends the whole list at its end.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use tokio::sync::oneshot;

/// Reads a file and returns how many bytes it held. It blocks its thread, and it may panic.
pub type Read = Arc<dyn Fn(&str) -> usize + Send + Sync>;

/// Reading a file went wrong: the read panicked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadFailed;

/// Reads `files` with `read`, one after another; resolves to a result a file.
pub async fn scan(files: Vec<String>, read: Read) -> Vec<Result<usize, ReadFailed>> {
    let (send, receive) = oneshot::channel();
    std::thread::spawn(move || {
        let mut results = Vec::new();
        for file in &files {
            results.push(catch_unwind(AssertUnwindSafe(|| read(file))).or(Err(ReadFailed)));
        }
        let _ = send.send(results);
    });
    receive.await.expect("the thread sends before it ends")
}
