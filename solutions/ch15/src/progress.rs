//! All files are the value of one watch channel: it keeps the newest state alone, and each receiver knows what it has
//! seen.

use serde_json::json;
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
    files: watch::Sender<Vec<File>>,
}

/// The side of one download. Dropping it ends the file as `Interrupted`.
pub struct Handle {
    board: Board,
    nth: usize,
    /// What the drop will set.
    outcome: Outcome,
}

/// The side of one display.
pub struct Watcher {
    files: watch::Receiver<Vec<File>>,
    // The channel must not close while a watcher waits.
    _board: Board,
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
        let files = watch::Sender::new(Vec::new());
        Self { files }
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
        let mut nth = 0;
        self.files.send_modify(|files| {
            nth = files.len();
            files.push(file);
        });
        Handle {
            board: self.clone(),
            nth,
            outcome: Outcome::Interrupted,
        }
    }

    /// The sums of now.
    pub fn snapshot(&self) -> Totals {
        totals(&self.files.borrow())
    }

    /// A watcher, for which all changes until now are seen.
    pub fn watch(&self) -> Watcher {
        Watcher {
            files: self.files.subscribe(),
            _board: self.clone(),
        }
    }

    /// All files and the sums, as JSON.
    pub fn summary(&self) -> String {
        let files = self.files.borrow();
        let sums = totals(&files);
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
        self.outcome = outcome;
    }

    fn change(&self, change: impl FnOnce(&mut File)) {
        let change = |files: &mut Vec<File>| change(&mut files[self.nth]);
        self.board.files.send_modify(change);
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        let outcome = std::mem::replace(&mut self.outcome, Outcome::Interrupted);
        self.change(|file| file.outcome = Some(outcome));
    }
}

impl Watcher {
    /// Waits for a change that this watcher has not seen, and returns the sums of now.
    pub async fn changed(&mut self) -> Totals {
        self.files.changed().await.expect("the board is kept");
        totals(&self.files.borrow_and_update())
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
