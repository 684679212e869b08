//! Style: a stream unfolded from the files, and collected.

use std::sync::Arc;

use futures::{StreamExt, stream};
use tokio::task::spawn_blocking;

/// Reads a file and returns how many bytes it held. It blocks its thread, and it may panic.
pub type Read = Arc<dyn Fn(&str) -> usize + Send + Sync>;

/// Reading a file went wrong: the read panicked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadFailed;

/// Reads `files` with `read`, one after another; resolves to a result a file.
pub async fn scan(files: Vec<String>, read: Read) -> Vec<Result<usize, ReadFailed>> {
    stream::unfold(files.into_iter(), |mut files| {
        let read = Arc::clone(&read);
        async move {
            let file = files.next()?;
            let reading = spawn_blocking(move || read(&file));
            Some((reading.await.or(Err(ReadFailed)), files))
        }
    })
    .collect()
    .await
}
