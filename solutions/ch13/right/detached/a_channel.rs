//! Style: a channel for the results; a guard sends for a task that panicked.

use std::sync::Arc;

use tokio::sync::mpsc;

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
    let (sender, mut ends) = mpsc::unbounded_channel();
    for (place, file) in files.iter().cloned().enumerate() {
        let loader = Arc::clone(&loader);
        let mut report = Report {
            place,
            end: Err(Failure::Panicked),
            sender: sender.clone(),
        };
        tokio::spawn(async move {
            let loaded = loader.load(file).await;
            report.ends_with(loaded);
        });
    }
    drop(sender);
    let mut all = Vec::new();
    while let Some(end) = ends.recv().await {
        all.push(end);
    }
    all.sort_by_key(|(place, _)| *place);
    let mut summary = Summary::default();
    for (place, end) in all {
        match end {
            Ok(rows) => summary.rows += rows,
            Err(failure) => summary.failed.push((files[place].clone(), failure)),
        }
    }
    summary
}

type End = (usize, Result<usize, Failure>);

/// Sends how its task has ended, also if that was a panic.
struct Report {
    place: usize,
    end: Result<usize, Failure>,
    sender: mpsc::UnboundedSender<End>,
}

impl Report {
    fn ends_with(&mut self, loaded: Result<usize, String>) {
        self.end = loaded.map_err(Failure::Error);
    }
}

impl Drop for Report {
    fn drop(&mut self) {
        let end = std::mem::replace(&mut self.end, Err(Failure::Panicked));
        // If the import was dropped, no receiver is left.
        let _ = self.sender.send((self.place, end));
    }
}
