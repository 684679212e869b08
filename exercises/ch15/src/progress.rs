//! # Progress and a summary
//!
//! ```
//! let file = board.begin("mirror.iso", 0, Some(4_000_000)); // in each download
//! file.add(chunk.len() as u64);
//! loop { draw(watcher.changed().await); sleep(TENTH_OF_A_SECOND).await; } // in the task of the display
//! ```
//!
//! Many downloads report, and one display draws. If each chunk is a message to the display, a slow terminal slows the
//! downloads or fills the memory, although the display needs the newest state alone. If each download keeps its own
//! count, an attempt that begins again is counted twice, and the bar passes 100 %. And a download that is cancelled
//! reports nothing at all.
//!
//! Write `Board`, `Handle` and `Watcher`. Requirements:
//!
//! 1. A file begins with `from` bytes and one attempt. `add` adds to its bytes. `restart` counts another attempt and
//!    replaces bytes and total: what an earlier attempt has added is not in `bytes` any more.
//! 2. A snapshot counts all files that have begun, also those that have ended. Its `total` is `None` as long as the
//!    total of any file is not known. `fetched` is the sum of all that was ever added, and never falls.
//! 3. `end` sets the file's outcome. A handle that is dropped without `end` sets `Interrupted`, also if its task is
//!    aborted or panics.
//! 4. `changed` returns the totals of now as soon as there was a change since its last return, or since `watch`: a
//!    `begin`, `add`, `restart`, `end` or drop. Any number of changes is one return. Without a change it waits.
//! 5. Each watcher sees each change, whatever the others do. If the future of `changed` is dropped, no change is lost.
//! 6. `summary` is JSON: an object with the numbers `running`, `done`, `failed`, `interrupted`, `bytes` and `fetched`,
//!    and the array `files`, in the order of `begin`. A file has `name`, `outcome` (`running`, `done`, `failed` or
//!    `interrupted`), `bytes`, `total`, `attempts` and `error`, the reason of a failure. What is not known is `null`.
//!
//! Left open: an `add` of 0, sums above `u64::MAX`, whether the bytes of a file that is done count as its total, other
//! keys, and white space. Board, handle and watcher may be used on any thread. You may change the private fields.

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
    // Your choice.
}

/// The side of one download. Dropping it ends the file as `Interrupted`.
pub struct Handle {
    // Your choice.
}

/// The side of one display.
pub struct Watcher {
    // Your choice.
}

impl Board {
    /// A board without files.
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        todo!("make a board without files")
    }

    /// A file begins: `from` of its bytes are there already, of `total` if that is known.
    pub fn begin(&self, name: &str, from: u64, total: Option<u64>) -> Handle {
        todo!("add the file {name}, with {from} of {total:?} bytes")
    }

    /// The sums of now.
    pub fn snapshot(&self) -> Totals {
        todo!("add up all files")
    }

    /// A watcher, for which all changes until now are seen.
    pub fn watch(&self) -> Watcher {
        todo!("make a watcher that has seen all changes until now")
    }

    /// All files and the sums, as JSON.
    pub fn summary(&self) -> String {
        todo!("write all files and the sums as JSON")
    }
}

impl Handle {
    /// So many bytes more are there.
    pub fn add(&self, bytes: u64) {
        todo!("add {bytes} bytes to this file")
    }

    /// Another attempt begins, from this byte on; `total` may be another one than before.
    pub fn restart(&self, from: u64, total: Option<u64>) {
        todo!("another attempt begins, with {from} of {total:?} bytes")
    }

    /// The file ends with this outcome.
    pub fn end(self, outcome: Outcome) {
        todo!("end this file: {outcome:?}")
    }
}

impl Watcher {
    /// Waits for a change that this watcher has not seen, and returns the sums of now.
    pub async fn changed(&mut self) -> Totals {
        todo!("wait for a change since the last return, and add up all files")
    }
}
