//! Style: no tasks; the futures are joined, and each catches its own panic.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures::FutureExt;
use futures::future::join_all;

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
    let loads = files.into_iter().map(|file| {
        let loader = &loader;
        async move {
            let load = async { loader.load(file.clone()).await };
            let end = AssertUnwindSafe(load).catch_unwind().await;
            (file, end)
        }
    });
    let mut summary = Summary::default();
    for (file, end) in join_all(loads).await {
        let failure = match end {
            Ok(Ok(rows)) => {
                summary.rows += rows;
                continue;
            }
            Ok(Err(error)) => Failure::Error(error),
            Err(_) => Failure::Panicked,
        };
        summary.failed.push((file, failure));
    }
    summary
}
