// entry: sorted_by_name
use std::collections::BTreeMap;
use std::sync::Arc;

use tokio::task::spawn_blocking;

pub type Read = Arc<dyn Fn(&str) -> usize + Send + Sync>;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadFailed;

pub async fn scan(files: Vec<String>, read: Read) -> Vec<Result<usize, ReadFailed>> {
    let mut results = BTreeMap::new();
    for file in files {
        let reader = Arc::clone(&read);
        let job = spawn_blocking({
            let file = file.clone();
            move || reader(&file)
        });
        let outcome = match job.await {
            Ok(bytes) => Ok(bytes),
            Err(_) => Err(ReadFailed),
        };
        results.insert(file, outcome);
    }
    results.into_values().collect()
}
