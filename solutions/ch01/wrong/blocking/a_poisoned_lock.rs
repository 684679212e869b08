//! Belief: a lock keeps the reads apart, and a panic does not touch it.
//! Rejected by: a_read_that_panics_costs_its_own_result_only
//! Saying: the read of "b" panics

use std::sync::{Arc, Mutex};

/// Reads a file and returns how many bytes it held. It blocks its thread, and it may panic.
pub type Read = Arc<dyn Fn(&str) -> usize + Send + Sync>;

/// Reading a file went wrong: the read panicked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadFailed;

/// Reads `files` with `read`, one after another; resolves to a result a file.
pub async fn scan(files: Vec<String>, read: Read) -> Vec<Result<usize, ReadFailed>> {
    let disk = Arc::new(Mutex::new(()));
    let reading = files.into_iter().map(|file| {
        let (read, disk) = (Arc::clone(&read), Arc::clone(&disk));
        tokio::task::spawn_blocking(move || {
            let _alone = disk.lock().unwrap();
            read(&file)
        })
    });
    let results = futures::future::join_all(reading).await;
    results
        .into_iter()
        .map(|result| result.map_err(|_| ReadFailed))
        .collect()
}
