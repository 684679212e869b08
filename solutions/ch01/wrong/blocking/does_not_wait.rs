//! Belief: spawn_blocking has run its call when it returns.
//! Rejected by: each_file_is_read_once_and_the_results_keep_the_order_of_the_files
//! Saying: was read 0 times

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex};

/// Reads a file and returns how many bytes it held. It blocks its thread, and it may panic.
pub type Read = Arc<dyn Fn(&str) -> usize + Send + Sync>;

/// Reading a file went wrong: the read panicked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadFailed;

/// Reads `files` with `read`, one after another; resolves to a result a file.
pub async fn scan(files: Vec<String>, read: Read) -> Vec<Result<usize, ReadFailed>> {
    let results = Arc::new(Mutex::new(Vec::new()));
    let theirs = Arc::clone(&results);
    tokio::task::spawn_blocking(move || {
        for file in files {
            let result = catch_unwind(AssertUnwindSafe(|| read(&file))).map_err(|_| ReadFailed);
            theirs.lock().unwrap().push(result);
        }
    });
    std::mem::take(&mut *results.lock().unwrap())
}
