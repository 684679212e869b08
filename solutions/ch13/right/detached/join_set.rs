//! Style: a `JoinSet`; the task's id tells which file has ended.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use tokio::task::JoinSet;

/// Why a file was not loaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// The loader's error.
    Error(String),
    /// The loader panicked.
    Panicked,
}

/// What became of an import.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// The rows of all files that were loaded.
    pub rows: usize,
    /// The other files, each with its cause.
    pub failed: Vec<(String, Failure)>,
}

/// Loads files.
pub trait Loader: Send + Sync + 'static {
    /// Loads a file; returns the number of its rows.
    fn load(&self, file: String) -> impl Future<Output = Result<usize, String>> + Send;
}

/// Loads all `files` at the same time, and says what became of them.
pub async fn import<L: Loader>(loader: Arc<L>, files: Vec<String>) -> Summary {
    let mut tasks = JoinSet::new();
    let mut places = HashMap::new();
    for (place, file) in files.iter().cloned().enumerate() {
        let loader = Arc::clone(&loader);
        let task = tasks.spawn(async move { loader.load(file).await });
        places.insert(task.id(), place);
    }
    let (mut rows, mut failed) = (0, BTreeMap::new());
    while let Some(end) = tasks.join_next_with_id().await {
        let (id, failure) = match end {
            Ok((_, Ok(loaded))) => {
                rows += loaded;
                continue;
            }
            Ok((id, Err(error))) => (id, Failure::Error(error)),
            Err(error) => (error.id(), Failure::Panicked),
        };
        failed.insert(places[&id], failure);
    }
    let failed = failed
        .into_iter()
        .map(|(place, failure)| (files[place].clone(), failure))
        .collect();
    Summary { rows, failed }
}
