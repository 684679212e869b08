//! Style: a worker thread with a queue; each request has a oneshot sender for its result.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, mpsc};

use tokio::sync::oneshot;

/// Reads a file and returns how many bytes it held. It blocks its thread, and it may panic.
pub type Read = Arc<dyn Fn(&str) -> usize + Send + Sync>;

/// A file was not read: the read panicked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadFailed;

/// Reads `files` with `read`, one after another; resolves to a result for each file.
pub async fn scan(files: Vec<String>, read: Read) -> Vec<Result<usize, ReadFailed>> {
    let (ask, questions) = mpsc::channel::<(String, oneshot::Sender<_>)>();
    std::thread::spawn(move || {
        for (file, answer) in questions {
            let result = catch_unwind(AssertUnwindSafe(|| read(&file)));
            let _ = answer.send(result.map_err(|_| ReadFailed));
        }
    });
    let mut results = Vec::new();
    for file in files {
        let (answer, answered) = oneshot::channel();
        let asked = ask.send((file, answer));
        asked.expect("the worker lives as long as there are questions");
        results.push(answered.await.unwrap_or(Err(ReadFailed)));
    }
    results
}
