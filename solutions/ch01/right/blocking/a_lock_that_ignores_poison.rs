//! Style: all blocking calls at once, kept apart by a lock whose poison is ignored.

use std::sync::{Arc, Mutex, PoisonError};

use futures::future::join_all;
use tokio::task::spawn_blocking;

/// Reads a file and returns how many bytes it held. It blocks its thread, and it may panic.
pub type Read = Arc<dyn Fn(&str) -> usize + Send + Sync>;

/// A file was not read: the read panicked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadFailed;

/// Reads `files` with `read`, one after another; resolves to a result for each file.
pub async fn scan(files: Vec<String>, read: Read) -> Vec<Result<usize, ReadFailed>> {
    let disk = Arc::new(Mutex::new(()));
    let reading = files.into_iter().map(|file| {
        let (read, disk) = (Arc::clone(&read), Arc::clone(&disk));
        spawn_blocking(move || {
            let _alone = disk.lock().unwrap_or_else(PoisonError::into_inner);
            read(&file)
        })
    });
    let results = join_all(reading).await.into_iter();
    results
        .map(|result| result.map_err(|_| ReadFailed))
        .collect()
}
