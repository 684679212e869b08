//! Style: no channel; the board keeps the wakers of the displays that wait, and a poll function reads the count of changes.

use std::future::poll_fn;
use std::sync::{Arc, Mutex};
use std::task::{Poll, Waker};

use serde_json::json;

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
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    files: Vec<File>,
    changes: u64,
    waiting: Vec<Waker>,
}

/// The side of one download. Dropping it ends the file as `Interrupted`.
pub struct Handle {
    state: Arc<Mutex<State>>,
    nth: usize,
    ended: bool,
}

/// The side of one display.
pub struct Watcher {
    state: Arc<Mutex<State>>,
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

impl State {
    /// Counts a change and returns the wakers of the displays that wait for it.
    fn changed(&mut self) -> Vec<Waker> {
        self.changes += 1;
        std::mem::take(&mut self.waiting)
    }
}

impl Board {
    /// A board without files.
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        let state = Arc::default();
        Self { state }
    }

    /// A file begins: `from` of its bytes are there already, of `total` if that is known.
    pub fn begin(&self, name: &str, from: u64, total: Option<u64>) -> Handle {
        let mut state = self.state.lock().unwrap();
        let nth = state.files.len();
        state.files.push(File {
            name: name.to_owned(),
            bytes: from,
            total,
            fetched: 0,
            attempts: 1,
            outcome: None,
        });
        let waiting = state.changed();
        drop(state);
        waiting.into_iter().for_each(Waker::wake);
        Handle {
            state: Arc::clone(&self.state),
            nth,
            ended: false,
        }
    }

    /// The sums of now.
    pub fn snapshot(&self) -> Totals {
        totals(&self.state.lock().unwrap().files)
    }

    /// A watcher, for which all changes until now are seen.
    pub fn watch(&self) -> Watcher {
        Watcher {
            seen: self.state.lock().unwrap().changes,
            state: Arc::clone(&self.state),
        }
    }

    /// All files and the sums, as JSON.
    pub fn summary(&self) -> String {
        let state = self.state.lock().unwrap();
        let files = &state.files;
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
}

impl Handle {
    /// So many bytes more are there.
    pub fn add(&self, bytes: u64) {
        self.change(|file| {
            file.bytes += bytes;
            file.fetched += bytes;
        });
    }

    /// Another attempt begins, from this byte on; `total` may be another one than before.
    pub fn restart(&self, from: u64, total: Option<u64>) {
        self.change(|file| {
            file.bytes = from;
            file.total = total;
            file.attempts += 1;
        });
    }

    /// The file ends with this outcome.
    pub fn end(mut self, outcome: Outcome) {
        self.ended = true;
        self.change(|file| file.outcome = Some(outcome));
    }

    fn change(&self, change: impl FnOnce(&mut File)) {
        let mut state = self.state.lock().unwrap();
        change(&mut state.files[self.nth]);
        let waiting = state.changed();
        drop(state);
        waiting.into_iter().for_each(Waker::wake);
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        if !self.ended {
            self.change(|file| file.outcome = Some(Outcome::Interrupted));
        }
    }
}

impl Watcher {
    /// Waits for a change that this watcher has not seen, and returns the sums of now.
    pub async fn changed(&mut self) -> Totals {
        let Self { state, seen } = self;
        poll_fn(|cx| {
            let mut state = state.lock().unwrap();
            if state.changes == *seen {
                state.waiting.push(cx.waker().clone());
                return Poll::Pending;
            }
            *seen = state.changes;
            Poll::Ready(totals(&state.files))
        })
        .await
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
