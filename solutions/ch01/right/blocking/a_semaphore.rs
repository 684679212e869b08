//! Style: a task for each file, and a semaphore with one permit.

use std::sync::Arc;

use futures::stream::{FuturesOrdered, StreamExt};
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

/// Reads a file and returns how many bytes it held. It blocks its thread, and it may panic.
pub type Read = Arc<dyn Fn(&str) -> usize + Send + Sync>;

/// A file was not read: the read panicked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadFailed;

/// Reads `files` with `read`, one after another; resolves to a result for each file.
pub async fn scan(files: Vec<String>, read: Read) -> Vec<Result<usize, ReadFailed>> {
    let disk = Arc::new(Semaphore::new(1));
    let mut reading = FuturesOrdered::new();
    for file in files {
        let (read, disk) = (Arc::clone(&read), Arc::clone(&disk));
        reading.push_back(tokio::spawn(async move {
            let _alone = disk.acquire().await;
            spawn_blocking(move || read(&file))
                .await
                .map_err(|_| ReadFailed)
        }));
    }
    reading
        .map(|task| task.unwrap_or(Err(ReadFailed)))
        .collect()
        .await
}
