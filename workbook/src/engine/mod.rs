//! The engine: from a tree of answers to verdicts.
//!
//! [`judge`] is the one way there: for a reader's own files, for the reference and the right and wrong
//! answers that `verify` proves the checks with, and for whatever else holds answers. Each answer is
//! staged and compiled alone ([`stage`], [`compile`]), so that one that does not compile costs only
//! itself; only a reader's own chapter is tried in one piece first ([`piece`]). Each check runs in a
//! process of its own ([`run`]). Both go through a [`process::Launcher`], which is where a jail belongs.

mod again;
pub mod beliefs;
pub mod catalog;
mod compile;
pub mod error;
mod inputs;
pub mod ledger;
pub mod output;
mod piece;
mod place;
pub mod plan;
mod pool;
pub mod process;
pub mod record;
pub mod run;
pub mod source;
mod stage;
pub mod stubs;
pub mod verdict;
pub mod verify;

use std::path::PathBuf;
use std::time::Duration;

use catalog::Exercise;
use verdict::Verdict;

pub use inputs::Inputs;
pub use pool::judge;

/// An answer to one exercise.
#[derive(Clone, Debug)]
pub struct Answer {
    pub exercise: Exercise,
    pub source: Source,
    /// Whose it is, if it is of another tree than the workbook's own: a folder's name, or a student's. Else empty.
    pub of: String,
    /// How its file is named in messages: `exercises/ch01/src/overlap.rs`.
    pub shown: String,
}

impl Answer {
    /// Whether it is the workbook's own, which `cargo test` judges too.
    pub fn is_own(&self) -> bool {
        self.shown == self.exercise.file()
    }
}

/// Where an answer's text is.
#[derive(Clone, Debug)]
pub enum Source {
    File(PathBuf),
    Text(String),
    /// It was not handed in: each of its checks says so, and earns nothing.
    Nothing,
}

/// Bounds and breadth of a judging.
#[derive(Clone, Debug)]
pub struct Options {
    /// Real time that one call of rustc may take.
    pub compile_limit: Duration,
    /// Real time that one check's process may take. The kit ends a hang by itself before that.
    pub check_limit: Duration,
    /// How often each check is run.
    pub repeat: u32,
    /// How many answers are compiled at once.
    pub compiling: usize,
    /// How many checks run at once. Those that hang only wait, so there may be more than cores.
    pub running: usize,
    /// All answers are of the one person whose tree this is: those of a chapter are compiled in one
    /// piece where that goes, and rustc may keep what it knows of them from one judging to the next.
    pub one_author: bool,
    /// Whether the later checks of an answer get less time once one of them has hung, and are not run
    /// once several have.
    pub hurry: bool,
    /// Whether each verdict brings what its check recorded, to be drawn.
    pub record: bool,
    /// The answers are of people whose code is not trusted. Nothing of one can be kept for another; no
    /// answer can read the checks while its library compiles, nor know a check by its name; and an answer
    /// that passes a check that cannot be passed counts as [`verdict::Status::Forged`]. The launcher is the
    /// wall around them: see [`crate::classroom::jail`].
    pub guarded: bool,
    /// Which inputs the checks draw.
    pub inputs: Inputs,
}

impl Default for Options {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self {
            compile_limit: Duration::from_secs(120),
            check_limit: Duration::from_secs(15),
            repeat: 1,
            compiling: cores,
            running: (cores * 2).max(4),
            one_author: false,
            hurry: false,
            record: false,
            guarded: false,
            inputs: Inputs::Usual,
        }
    }
}

/// What [`judge`] tells while it is at it. `answer` is the place in the answers given.
#[derive(Debug)]
pub enum Event {
    /// The packages that a chapter's checks need are being built: once, and it takes a while. `line` is
    /// what cargo says about its progress, if it has said something.
    Preparing {
        chapter: String,
        line: Option<String>,
    },
    /// An answer was compiled; rustc's warnings in its own words.
    Compiled {
        answer: usize,
        warnings: Vec<String>,
    },
    /// One check's verdict. If an answer does not compile, each of its checks says so.
    Verdict { answer: usize, verdict: Verdict },
    /// An answer passed a check that always fails: it has forged a receipt. Its verdicts follow.
    Forged { answer: usize },
    /// An answer has all its verdicts.
    Done { answer: usize },
}
