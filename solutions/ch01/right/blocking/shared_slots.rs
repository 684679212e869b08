//! Style: a thread fills shared slots and wakes whoever waits when it is done.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex};

use tokio::sync::Notify;

/// Reads a file and returns how many bytes it held. It blocks its thread, and it may panic.
pub type Read = Arc<dyn Fn(&str) -> usize + Send + Sync>;

/// Reading a file went wrong: the read panicked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadFailed;

/// Reads `files` with `read`, one after another; resolves to a result a file.
pub async fn scan(files: Vec<String>, read: Read) -> Vec<Result<usize, ReadFailed>> {
    let shared = Arc::new(Shared::default());
    let theirs = Arc::clone(&shared);
    std::thread::spawn(move || {
        for file in files {
            let result = catch_unwind(AssertUnwindSafe(|| read(&file)));
            theirs
                .results
                .lock()
                .expect("no panic under the lock")
                .push(result.map_err(|_| ReadFailed));
        }
        theirs.done.notify_one();
    });
    shared.done.notified().await;
    let mut results = shared.results.lock().expect("no panic under the lock");
    std::mem::take(&mut *results)
}

#[derive(Default)]
struct Shared {
    results: Mutex<Vec<Result<usize, ReadFailed>>>,
    done: Notify,
}
