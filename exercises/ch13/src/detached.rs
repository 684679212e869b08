//! # The error that vanished
//!
//! ```
//! let summary = import(loader, files).await;
//! println!("{} rows, {} failed", summary.rows, summary.failed.len());
//! // 0 failed, and half of the rows are not there.
//! ```
//!
//! The bug report: "The import ends, and says that nothing has failed. Yet some files are not loaded. For a few of them
//! there is a panic in the log; for most there is nothing." It happens with each file that cannot be loaded.
//!
//! Find the cause and fix `import`. You may change all but the types, the trait and the signature. Requirements:
//!
//! 1. A file whose `load` returns an error is in `failed`, with `Failure::Error`.
//! 2. A file whose `load` panics is in `failed`, with `Failure::Panicked`, and `import` does not panic.
//! 3. `failed` has the order of `files`; `rows` are those of all other files. A name may occur twice.
//! 4. Each file is loaded once, whatever happens to the others, and all loads run at the same time. `import` returns
//!    when the last one has ended.
//!
//! Left open: what happens to the loads if the future of `import` is dropped.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

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
    let rows = Arc::new(AtomicUsize::new(0));
    let mut tasks = Vec::new();
    for file in files {
        let (loader, rows) = (Arc::clone(&loader), Arc::clone(&rows));
        tasks.push(tokio::spawn(async move {
            let loaded = loader.load(file).await?;
            rows.fetch_add(loaded, Ordering::Relaxed);
            Ok::<_, String>(())
        }));
    }
    join_all(tasks).await;
    Summary {
        rows: rows.load(Ordering::Relaxed),
        failed: Vec::new(),
    }
}
