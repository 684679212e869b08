// entry: none
use std::sync::Arc;

use tokio::task::spawn_blocking;

pub type Read = Arc<dyn Fn(&str) -> usize + Send + Sync>;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadFailed;

pub async fn scan(files: Vec<String>, read: Read) -> Vec<Result<usize, ReadFailed>> {
    let mut results = Vec::new();
    for file in files {
        let reader = Arc::clone(&read);
        let job = spawn_blocking(move || reader(&file));
        let outcome = match job.await {
            Ok(bytes) => Ok(bytes),
            Err(_) => Err(ReadFailed),
        };
        let failed = outcome.is_err();
        results.push(outcome);
        if failed {
            break;
        }
    }
    results
}
