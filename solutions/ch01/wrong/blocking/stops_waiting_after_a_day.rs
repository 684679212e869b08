//! Belief: a read that takes longer than a day must not hold up the other files.
//! Rejected by: a_read_that_takes_hours_is_waited_for
//! Saying: stopped waiting for it

use std::sync::Arc;
use std::time::Duration;
use tokio::task::spawn_blocking;
use tokio::time::timeout;

/// Reads a file and returns how many bytes it held. It blocks its thread, and it may panic.
pub type Read = Arc<dyn Fn(&str) -> usize + Send + Sync>;

/// Reading a file went wrong: the read panicked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadFailed;

/// Reads `files` with `read`, one after another; resolves to a result a file.
pub async fn scan(files: Vec<String>, read: Read) -> Vec<Result<usize, ReadFailed>> {
    let mut results = vec![Err(ReadFailed); files.len()];
    let mut late = Vec::new();
    for (index, file) in files.into_iter().enumerate() {
        let read = read.clone();
        let mut reading = spawn_blocking(move || read(&file));
        // A read that hangs must not hold up the other files.
        match timeout(Duration::from_secs(86_400), &mut reading).await {
            Ok(joined) => results[index] = joined.map_err(|_| ReadFailed),
            Err(_) => late.push((index, reading)),
        }
    }
    for (index, reading) in late {
        results[index] = reading.await.map_err(|_| ReadFailed);
    }
    results
}
