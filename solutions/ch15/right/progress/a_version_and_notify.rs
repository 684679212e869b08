//! Style: a mutex with a version number, and `Notify`, which is enabled before the version is read.

use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::json;
use tokio::sync::Notify;

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
pub struct Board(Arc<Shared>);

struct Shared {
    state: Mutex<State>,
    changed: Notify,
}

#[derive(Default)]
struct State {
    files: Vec<File>,
    version: u64,
}

/// The side of one download. Dropping it ends the file as `Interrupted`.
pub struct Handle {
    board: Board,
    nth: usize,
}

/// The side of one display.
pub struct Watcher {
    board: Board,
    seen: u64,
}

struct File {
    name: String,
    bytes: u64,
    total: Option<u64>,
    fetched: u64,
    attempts: u32,
    outcome: Option<Outcome>,
}

impl Board {
    /// A board without files.
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        Self(Arc::new(Shared {
            state: Mutex::default(),
            changed: Notify::new(),
        }))
    }

    /// A file begins: `from` of its bytes are there already, of `total` if that is known.
    pub fn begin(&self, name: &str, from: u64, total: Option<u64>) -> Handle {
        let file = File {
            name: name.to_owned(),
            bytes: from,
            total,
            fetched: 0,
            attempts: 1,
            outcome: None,
        };
        let nth = self.change(|files| {
            files.push(file);
            files.len() - 1
        });
        let board = self.clone();
        Handle { board, nth }
    }

    /// The sums of now.
    pub fn snapshot(&self) -> Totals {
        totals(&self.lock().files)
    }

    /// A watcher, for which all changes until now are seen.
    pub fn watch(&self) -> Watcher {
        let seen = self.lock().version;
        let board = self.clone();
        Watcher { board, seen }
    }

    /// All files and the sums, as JSON.
    pub fn summary(&self) -> String {
        let files = &self.lock().files;
        let sums = totals(files);
        let files: Vec<_> = files.iter().map(File::to_json).collect();
        json!({
            "running": sums.running,
            "done": sums.done,
            "failed": sums.failed,
            "interrupted": sums.interrupted,
            "bytes": sums.bytes,
            "fetched": sums.fetched,
            "files": files,
        })
        .to_string()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        let state = self.0.state.lock();
        state.unwrap_or_else(PoisonError::into_inner)
    }

    fn change<R>(&self, change: impl FnOnce(&mut Vec<File>) -> R) -> R {
        let mut state = self.lock();
        state.version += 1;
        let result = change(&mut state.files);
        drop(state);
        self.0.changed.notify_waiters();
        result
    }
}

impl Handle {
    /// So many bytes more are there.
    pub fn add(&self, bytes: u64) {
        self.board.change(|files| {
            files[self.nth].bytes += bytes;
            files[self.nth].fetched += bytes;
        });
    }

    /// Another attempt begins, from this byte on; `total` may be another one than before.
    pub fn restart(&self, from: u64, total: Option<u64>) {
        self.board.change(|files| {
            let file = &mut files[self.nth];
            (file.bytes, file.total) = (from, total);
            file.attempts += 1;
        });
    }

    /// The file ends with this outcome.
    pub fn end(self, outcome: Outcome) {
        self.board
            .change(|files| files[self.nth].outcome = Some(outcome));
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        let file = |files: &mut Vec<File>| files[self.nth].outcome.is_some();
        if !file(&mut self.board.lock().files) {
            self.board
                .change(|files| files[self.nth].outcome = Some(Outcome::Interrupted));
        }
    }
}

impl Watcher {
    /// Waits for a change that this watcher has not seen, and returns the sums of now.
    pub async fn changed(&mut self) -> Totals {
        loop {
            let mut notified = pin!(self.board.0.changed.notified());
            notified.as_mut().enable();
            {
                let state = self.board.lock();
                if state.version != self.seen {
                    self.seen = state.version;
                    return totals(&state.files);
                }
            }
            notified.await;
        }
    }
}

impl File {
    fn to_json(&self) -> serde_json::Value {
        let (outcome, error) = match &self.outcome {
            None => ("running", None),
            Some(Outcome::Done) => ("done", None),
            Some(Outcome::Failed(why)) => ("failed", Some(why)),
            Some(Outcome::Interrupted) => ("interrupted", None),
        };
        json!({
            "name": self.name,
            "outcome": outcome,
            "bytes": self.bytes,
            "total": self.total,
            "attempts": self.attempts,
            "error": error,
        })
    }
}

fn totals(files: &[File]) -> Totals {
    let ended = |is: fn(&Outcome) -> bool| {
        let outcomes = files.iter().filter_map(|file| file.outcome.as_ref());
        outcomes.filter(|outcome| is(outcome)).count()
    };
    Totals {
        running: files.iter().filter(|file| file.outcome.is_none()).count(),
        done: ended(|outcome| matches!(outcome, Outcome::Done)),
        failed: ended(|outcome| matches!(outcome, Outcome::Failed(_))),
        interrupted: ended(|outcome| matches!(outcome, Outcome::Interrupted)),
        bytes: files.iter().map(|file| file.bytes).sum(),
        total: files.iter().map(|file| file.total).sum(),
        fetched: files.iter().map(|file| file.fetched).sum(),
    }
}
