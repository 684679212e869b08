//! What a check says at its end to the learner.

use std::fmt::Write as _;
use std::path::{Component, Path};

use crate::current::{Current, Panic};
use crate::door::Check;
use crate::text::{ascii, columns, fold, unicode, wrap};
use crate::timeline;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    Passed,
    Failed,
    Hung,
}

impl Status {
    /// The word by which a receipt tells it.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::Hung => "hung",
        }
    }

    pub(crate) fn from_word(word: &str) -> Option<Self> {
        let all = [Self::Passed, Self::Failed, Self::Hung];
        all.into_iter().find(|status| status.word() == word)
    }
}

/// Why a check failed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cause {
    pub(crate) message: String,
    /// `file:line`; empty where it is not known.
    pub(crate) at: String,
    pub(crate) backtrace: Option<String>,
    /// Panics on the check's threads that did not end it, such as a task's.
    pub(crate) before: Vec<Panic>,
}

pub(crate) struct Report {
    pub(crate) status: Status,
    cause: Cause,
    timeline: String,
    virtual_us: u128,
}

impl Report {
    pub(crate) fn passed(current: &Current) -> Self {
        Self::new(Status::Passed, current, Cause::default())
    }

    pub(crate) fn failed(current: &Current, cause: Cause) -> Self {
        Self::new(Status::Failed, current, cause)
    }

    pub(crate) fn hung(current: &Current, message: String) -> Self {
        let cause = Cause {
            message,
            before: current.panics(),
            ..Cause::default()
        };
        Self::new(Status::Hung, current, cause)
    }

    fn new(status: Status, current: &Current, cause: Cause) -> Self {
        let last = current.recorder.events().last().map(|event| event.at);
        // A stub has done nothing yet that could be drawn.
        let drawn = status != Status::Passed && !cause.message.starts_with("not yet implemented");
        Self {
            status,
            timeline: if drawn {
                current
                    .recorder
                    .timeline_within(columns().min(timeline::WIDTH))
            } else {
                String::new()
            },
            virtual_us: last.unwrap_or_default().as_micros(),
            cause,
        }
    }

    /// Prints the report where rustc's test harness captures it.
    pub(crate) fn print(&self, check: &Check) {
        let mut out = String::from("\n");
        let _ = writeln!(out, "{}: {}\n", check.exercise(), check.promise());
        if let Some(backtrace) = &self.cause.backtrace {
            let _ = writeln!(out, "{backtrace}");
        }
        let width = columns();
        Failure {
            message: &self.message(check),
            timeline: &self.timeline,
            at: &self.at(check),
        }
        .write(&mut out, check, width);
        if !unicode() {
            out = ascii(&out);
        }
        println!("{out}");
    }

    pub(crate) fn timeline(&self) -> &str {
        &self.timeline
    }

    pub(crate) fn virtual_us(&self) -> u128 {
        self.virtual_us
    }

    pub(crate) fn message(&self, check: &Check) -> String {
        let mut message = fold(&self.cause.message);
        if self.cause.at_answer(check) {
            let _ = write!(message, "\n(panicked in your answer, {})", self.cause.at);
        }
        for panic in &self.cause.before {
            let _ = write!(
                message,
                "\nBefore that, a panic at {}: {}",
                panic.at, panic.message
            );
        }
        message
    }

    /// The line of the check to look at: the one that failed, or else where the check begins.
    pub(crate) fn at(&self, check: &Check) -> String {
        if self.cause.at.starts_with(check.file) {
            self.cause.at.clone()
        } else {
            format!("{}:{}", check.file, check.line)
        }
    }
}

impl Cause {
    fn at_answer(&self, check: &Check) -> bool {
        // A package of this tree is compiled by a relative path; std and the registry's are not. A
        // `#[track_caller]` function that std calls is said to panic in std.
        let kit = file!().trim_end_matches("report.rs");
        // Checks have modules beside them, and in folders there. The answer may be named from there too,
        // by `../../src`.
        let of_the_checks = Path::new(check.file).parent().is_some_and(|checks| {
            let within = Path::new(&self.at).strip_prefix(checks);
            within.is_ok_and(|path| path.components().all(|part| part != Component::ParentDir))
        });
        !self.at.is_empty()
            && Path::new(&self.at).is_relative()
            && !of_the_checks
            && !self.at.starts_with(kit)
    }
}

/// What is printed of a check that failed.
pub(crate) struct Failure<'a> {
    pub(crate) message: &'a str,
    pub(crate) timeline: &'a str,
    pub(crate) at: &'a str,
}

impl Failure<'_> {
    /// The cause, the idea behind the promise, what the answer did, and where to look: in lines of at
    /// most `width`.
    pub(crate) fn write(&self, out: &mut String, check: &Check, width: usize) {
        let _ = writeln!(out, "{}", indented(self.message, width));
        for paragraph in check.why.split("\n\n").filter(|text| !text.is_empty()) {
            let _ = writeln!(out, "\n{}", indented(&paragraph.replace('\n', " "), width));
        }
        if !self.timeline.is_empty() {
            let _ = writeln!(out, "\n{}", self.timeline.trim_end());
        }
        let _ = writeln!(out, "\n    checked at   {}", self.at);
        let _ = writeln!(out, "    this alone   {}", check.command());
    }
}

fn indented(text: &str, width: usize) -> String {
    let lines = text.lines().flat_map(|line| wrap(line, width - 4));
    let lines: Vec<String> = lines
        .map(|line| format!("    {line}").trim_end().to_owned())
        .collect();
    lines.join("\n")
}

impl Check {
    /// `overlap::both_jobs_overlap`: the name by which the test harness knows the check.
    pub(crate) fn path(&self) -> String {
        let module = self.module.split_once("::").map_or("", |(_, rest)| rest);
        match module {
            "" => self.name.to_owned(),
            module => format!("{module}::{}", self.name),
        }
    }

    /// `ch01/overlap`.
    pub(crate) fn exercise(&self) -> String {
        let chapter = self.package.trim_end_matches("-solution");
        match self.module.split("::").nth(1) {
            Some(exercise) => format!("{chapter}/{exercise}"),
            None => chapter.to_owned(),
        }
    }

    pub(crate) fn promise(&self) -> String {
        self.name.replace('_', " ")
    }

    pub(crate) fn command(&self) -> String {
        format!("cargo test -p {} -- {}", self.package, self.path())
    }
}

#[cfg(test)]
mod tests {
    use super::{Cause, Check};
    use crate::door::Body;

    #[test]
    fn what_lies_beside_the_checks_is_not_the_answer() {
        let answers = [
            "exercises/ch04/tests/checks/../../src/block_on.rs:9",
            "exercises/ch04/src/block_on.rs:9",
        ];
        let others = [
            "exercises/ch04/tests/checks/block_on.rs:9",
            "exercises/ch04/tests/checks/explore.rs:9",
            "exercises/ch04/tests/checks/block_on/threads.rs:9",
            "",
        ];
        let check = Check {
            package: "ch04",
            module: "checks::block_on",
            name: "it_keeps_its_promise",
            why: "",
            file: "exercises/ch04/tests/checks/block_on.rs",
            line: 1,
            real_time: false,
            threads: 1,
            seconds: 1,
            body: Body::Call(|| {}),
        };
        let is_answer = |at: &&str| {
            let at = (*at).to_owned();
            Cause {
                at,
                ..Cause::default()
            }
            .at_answer(&check)
        };
        assert!(answers.iter().all(is_answer));
        assert!(!others.iter().any(is_answer));
    }
}
