//! Each task is awaited beside the name of its file, and each of its three ends is looked at.

use std::sync::Arc;

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
    let mut tasks = Vec::new();
    for file in files {
        let (loader, name) = (Arc::clone(&loader), file.clone());
        let task = tokio::spawn(async move { loader.load(name).await });
        tasks.push((file, task));
    }
    let mut summary = Summary::default();
    for (file, task) in tasks {
        match task.await {
            Ok(Ok(rows)) => summary.rows += rows,
            Ok(Err(error)) => summary.failed.push((file, Failure::Error(error))),
            Err(_) => summary.failed.push((file, Failure::Panicked)),
        }
    }
    summary
}
