//! # Keep the heart beating
//!
//! ```
//! let read: Read = Arc::new(|file| slow_library::count_bytes(file)); // blocks its thread
//! let results = scan(vec!["a.log".to_owned(), "b.log".to_owned()], read).await;
//! // If the read of b.log panics: [Ok(5_000), Err(ReadFailed)].
//! ```
//!
//! A server sends a heartbeat every few milliseconds. Then it calls a library that reads a slow disk and
//! blocks the thread. The heartbeat stops, so the monitor takes the server for dead and restarts it. You
//! cannot change the library, and it is not async.
//!
//! Write `scan`. Requirements:
//!
//! Reads:
//!
//! 1. Calling `scan` reads nothing yet. All reads happen while its future is awaited.
//! 2. Each file is read exactly once. A file that is listed twice is read twice.
//! 3. The disk allows one read at a time: a read starts only after the one before it has ended, however
//!    long that takes.
//! 4. While a read blocks, the other tasks on the runtime's thread go on.
//!
//! Results:
//!
//! 5. The results are in the order of the files. Each is `Ok` with the number that `read` returned; an
//!    empty file has 0 bytes.
//! 6. If a read panics, its result is `Err(ReadFailed)`. All other files are read, and their results are
//!    not affected.
//!
//! Left open: the order in which the files are read, the thread that reads them, and what happens to a
//! read in progress if the future of `scan` is dropped.

use std::sync::Arc;

use tokio::task::spawn_blocking;

/// Reads a file and returns how many bytes it held. It blocks its thread, and it may panic.
pub type Read = Arc<dyn Fn(&str) -> usize + Send + Sync>;

/// A file was not read: the read panicked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadFailed;

/// Reads `files` with `read`, one after another; resolves to a result for each file.
pub async fn scan(files: Vec<String>, read: Read) -> Vec<Result<usize, ReadFailed>> {
    let mut results = Vec::with_capacity(files.len());
    for file in files {
        let read = Arc::clone(&read);
        // Awaited before the next one starts: the disk allows one read at a time.
        let result = spawn_blocking(move || read(&file)).await;
        results.push(result.map_err(|_panicked| ReadFailed));
    }
    results
}
