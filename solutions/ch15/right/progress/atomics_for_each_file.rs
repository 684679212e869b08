//! Style: each file has atomics of its own, so that `add` takes no lock of the board; a watch channel counts changes.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use serde::Serialize;
use tokio::sync::watch;

/// How a download ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// All bytes are there.
    Done,
    /// It was given up, for this reason.
    Failed(String),
    /// It was stopped before its end.
    Interrupted,
}

/// What all files that have begun add up to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Files that have not ended.
    pub running: usize,
    /// Files that ended with `Done`.
    pub done: usize,
    /// Files that ended with `Failed`.
    pub failed: usize,
    /// Files that ended with `Interrupted`.
    pub interrupted: usize,
    /// Bytes that the files have now.
    pub bytes: u64,
    /// Bytes that the files will have; `None` if that of any file is not known.
    pub total: Option<u64>,
    /// Bytes that were added, in all attempts.
    pub fetched: u64,
}

/// Where all downloads report. Clones are the same board.
#[derive(Clone)]
pub struct Board {
    files: Arc<Mutex<Vec<Arc<File>>>>,
    changes: watch::Sender<()>,
}

/// The side of one download. Dropping it ends the file as `Interrupted`.
pub struct Handle {
    file: Arc<File>,
    changes: watch::Sender<()>,
}

/// The side of one display.
pub struct Watcher {
    board: Board,
    changes: watch::Receiver<()>,
}

struct File {
    name: String,
    bytes: AtomicU64,
    fetched: AtomicU64,
    state: Mutex<State>,
}

struct State {
    total: Option<u64>,
    attempts: u32,
    outcome: Option<Outcome>,
}

#[derive(Serialize)]
struct Summary {
    running: usize,
    done: usize,
    failed: usize,
    interrupted: usize,
    bytes: u64,
    fetched: u64,
    files: Vec<Entry>,
}

#[derive(Serialize)]
struct Entry {
    name: String,
    outcome: &'static str,
    bytes: u64,
    total: Option<u64>,
    attempts: u32,
    error: Option<String>,
}

impl Board {
    /// A board without files.
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        Self {
            files: Arc::default(),
            changes: watch::Sender::new(()),
        }
    }

    /// A file begins: `from` of its bytes are there already, of `total` if that is known.
    pub fn begin(&self, name: &str, from: u64, total: Option<u64>) -> Handle {
        let file = Arc::new(File {
            name: name.to_owned(),
            bytes: AtomicU64::new(from),
            fetched: AtomicU64::new(0),
            state: Mutex::new(State {
                total,
                attempts: 1,
                outcome: None,
            }),
        });
        self.files.lock().unwrap().push(Arc::clone(&file));
        self.changes.send_replace(());
        let changes = self.changes.clone();
        Handle { file, changes }
    }

    /// The sums of now.
    pub fn snapshot(&self) -> Totals {
        let mut sums = Totals {
            total: Some(0),
            ..Totals::default()
        };
        for file in self.files.lock().unwrap().iter() {
            let state = file.state.lock().unwrap();
            *match state.outcome {
                None => &mut sums.running,
                Some(Outcome::Done) => &mut sums.done,
                Some(Outcome::Failed(_)) => &mut sums.failed,
                Some(Outcome::Interrupted) => &mut sums.interrupted,
            } += 1;
            sums.total = sums.total.zip(state.total).map(|(sum, total)| sum + total);
            sums.bytes += file.bytes.load(Ordering::SeqCst);
            sums.fetched += file.fetched.load(Ordering::SeqCst);
        }
        sums
    }

    /// A watcher, for which all changes until now are seen.
    pub fn watch(&self) -> Watcher {
        let board = self.clone();
        let changes = self.changes.subscribe();
        Watcher { board, changes }
    }

    /// All files and the sums, as JSON.
    pub fn summary(&self) -> String {
        let sums = self.snapshot();
        let files = self.files.lock().unwrap();
        let summary = Summary {
            running: sums.running,
            done: sums.done,
            failed: sums.failed,
            interrupted: sums.interrupted,
            bytes: sums.bytes,
            fetched: sums.fetched,
            files: files.iter().map(|file| file.entry()).collect(),
        };
        serde_json::to_string_pretty(&summary).expect("strings and numbers")
    }
}

impl File {
    fn entry(&self) -> Entry {
        let state = self.state.lock().unwrap();
        let (outcome, error) = match &state.outcome {
            None => ("running", None),
            Some(Outcome::Done) => ("done", None),
            Some(Outcome::Failed(why)) => ("failed", Some(why.clone())),
            Some(Outcome::Interrupted) => ("interrupted", None),
        };
        Entry {
            name: self.name.clone(),
            outcome,
            bytes: self.bytes.load(Ordering::SeqCst),
            total: state.total,
            attempts: state.attempts,
            error,
        }
    }
}

impl Handle {
    /// So many bytes more are there.
    pub fn add(&self, bytes: u64) {
        self.file.bytes.fetch_add(bytes, Ordering::SeqCst);
        self.file.fetched.fetch_add(bytes, Ordering::SeqCst);
        self.changes.send_replace(());
    }

    /// Another attempt begins, from this byte on; `total` may be another one than before.
    pub fn restart(&self, from: u64, total: Option<u64>) {
        let mut state = self.file.state.lock().unwrap();
        state.attempts += 1;
        state.total = total;
        self.file.bytes.store(from, Ordering::SeqCst);
        drop(state);
        self.changes.send_replace(());
    }

    /// The file ends with this outcome.
    pub fn end(self, outcome: Outcome) {
        self.file.state.lock().unwrap().outcome = Some(outcome);
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        let mut state = self.file.state.lock().unwrap();
        state.outcome.get_or_insert(Outcome::Interrupted);
        drop(state);
        self.changes.send_replace(());
    }
}

impl Watcher {
    /// Waits for a change that this watcher has not seen, and returns the sums of now.
    pub async fn changed(&mut self) -> Totals {
        self.changes.changed().await.expect("the board is kept");
        self.board.snapshot()
    }
}
