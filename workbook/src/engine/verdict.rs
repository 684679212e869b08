//! A verdict: what one check says about one answer.

use kit::failure::{Kind, is_todo};
use serde::{Deserialize, Serialize};

/// How a check ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// The check's body returned, and said so with the nonce of its own run.
    Passed,
    /// The check saw something else than it promises.
    Failed,
    /// The check's watchdog saw that nothing would happen any more.
    Hung,
    /// rustc refused the answer, or the checks could not be compiled against it.
    DidNotCompile,
    /// The process ended, or was stopped, before the check reported anything.
    DidNotFinish,
    /// The process died of a signal: an abort, a full stack.
    Crashed,
    /// The process could not get the memory that it asked for, or was killed for what it had.
    OutOfMemory,
    /// The process reported a pass that it cannot have earned.
    Forged,
    /// There is no answer to this exercise.
    NotHandedIn,
    /// The checks that were built hold no check of this name.
    Missing,
    /// It was not run, because others of its exercise have hung.
    NotRun,
}

impl Status {
    /// The status in words, as people read it.
    pub fn words(self) -> &'static str {
        match self {
            Status::Passed => "passed",
            Status::Failed => "failed",
            Status::Hung => "hung",
            Status::DidNotCompile => "did not compile",
            Status::DidNotFinish => "did not finish",
            Status::Crashed => "crashed",
            Status::OutOfMemory => "out of memory",
            Status::Forged => "forged",
            Status::NotHandedIn => "not handed in",
            Status::Missing => "missing",
            Status::NotRun => "not run",
        }
    }
}

/// One record of a judging. As JSON (`check --json`) it is one object a line, with every field
/// present:
///
/// | field | is |
/// |---|---|
/// | `exercise` | the exercise's id, `"ch01/overlap"` |
/// | `answer` | whose answer: its file, `"exercises/ch01/src/overlap.rs"`; empty if not handed in |
/// | `check` | the check's function, `"both_jobs_are_in_flight_at_once"` |
/// | `status` | `passed`, `failed`, `hung`, `did_not_compile`, `did_not_finish`, `crashed`, `out_of_memory`, `forged`, `not_handed_in`, `missing` or `not_run` |
/// | `message` | why, perhaps in several lines; empty where passed |
/// | `at` | where, `"exercises/ch01/tests/checks/overlap.rs:31"`; empty where unknown |
/// | `timeline` | what the answer did, drawn in text; empty if nothing was recorded |
/// | `printed` | what the answer printed, at most 20 lines; empty if nothing |
/// | `seconds` | how long the check's process ran, in seconds; 0 if it never ran |
/// | `points` | what the check is worth |
/// | `earned` | `points` where passed, else 0 |
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Verdict {
    pub exercise: String,
    pub answer: String,
    pub check: String,
    pub status: Status,
    /// What the kit says of a failure; not in the JSON.
    #[serde(skip)]
    pub kind: Kind,
    pub message: String,
    pub at: String,
    pub timeline: String,
    /// What the check recorded, in JSON lines, if it was asked for; not in the JSON.
    #[serde(skip)]
    pub recording: String,
    pub printed: String,
    pub seconds: f64,
    pub points: u32,
    pub earned: u32,
}

impl Verdict {
    pub fn passed(&self) -> bool {
        self.status == Status::Passed
    }

    /// Whether the check met nothing but a stub's `todo!`.
    pub fn untouched(&self) -> bool {
        self.status == Status::Failed && is_todo(&self.message)
    }

    /// Message and timeline with every run of whitespace as one space: what a wrong answer's
    /// `Saying:` is looked for in.
    pub fn said(&self) -> String {
        collapse(&format!("{} {}", self.message, self.timeline))
    }
}

/// How a `todo!` begins its panic message.
pub use kit::failure::TODO;

/// `text` with every run of whitespace as one space.
pub fn collapse(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// An exercise's points, shared among its checks in whole numbers; the remainder goes to the first.
pub fn share(points: u32, checks: usize) -> Vec<u32> {
    let Ok(count @ 1..) = u32::try_from(checks) else {
        return Vec::new();
    };
    (0..count)
        .map(|nth| points / count + u32::from(nth < points % count))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_shared_in_whole_numbers_and_none_is_lost() {
        assert_eq!(share(10, 3), [4, 3, 3]);
        assert_eq!(share(2, 4), [1, 1, 0, 0]);
        assert!(share(7, 0).is_empty());
    }
}
