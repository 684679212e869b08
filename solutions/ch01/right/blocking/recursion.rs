//! Style: a boxed future that reads the first file and then the rest.

use std::collections::VecDeque;
use std::sync::Arc;

use futures::FutureExt;
use futures::future::BoxFuture;
use tokio::task::spawn_blocking;

/// Reads a file and returns how many bytes it held. It blocks its thread, and it may panic.
pub type Read = Arc<dyn Fn(&str) -> usize + Send + Sync>;

/// A file was not read: the read panicked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadFailed;

/// Reads `files` with `read`, one after another; resolves to a result for each file.
pub async fn scan(files: Vec<String>, read: Read) -> Vec<Result<usize, ReadFailed>> {
    rest(files.into(), read, Vec::new()).await
}

fn rest(
    mut files: VecDeque<String>,
    read: Read,
    mut results: Vec<Result<usize, ReadFailed>>,
) -> BoxFuture<'static, Vec<Result<usize, ReadFailed>>> {
    async move {
        let Some(file) = files.pop_front() else {
            return results;
        };
        let now = Arc::clone(&read);
        let result = spawn_blocking(move || now(&file)).await;
        results.push(result.map_err(|_| ReadFailed));
        rest(files, read, results).await
    }
    .boxed()
}
