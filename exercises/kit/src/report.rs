//! What a check says at its end to the learner.

use std::fmt::Write as _;
use std::path::{Component, Path};

use crate::current::{Current, Panic};
use crate::door::Check;
use crate::failure::{BEFORE, Failure, Kind, PANICKED, Page, is_todo, own_words_first};
use crate::inputs::seed_in_use;
use crate::text::{again_in_words, ascii, columns, fold, unicode};
use crate::timeline;

/// Set by a program that judges and wants to draw what it judged.
const RECORDING: &str = "KIT_RECORDING";

/// In bytes. A longer one would make a receipt of more than a megabyte, which no program takes in.
const LONGEST_RECORDING: usize = 400_000;

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
    /// `file:line`; empty if it is not known, and after a hang.
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
    recording: Option<String>,
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

    fn new(status: Status, current: &Current, mut cause: Cause) -> Self {
        for panic in cause.before.iter_mut().take(MOST_PLACES) {
            panic.at = panic.own_place();
        }
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
            recording: std::env::var_os(RECORDING)
                .map(|_| current.recorder.to_json_lines())
                .filter(|lines| lines.len() <= LONGEST_RECORDING),
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
        let page = Page {
            width: columns(),
            colour: false,
        };
        let failure = Failure {
            kind: self.kind(check),
            message: self.message(check),
            timeline: self.timeline.clone(),
            at: self.at(check),
            ..check.failure()
        };
        page.in_full(&mut out, &failure);
        if !unicode() {
            out = ascii(&out);
        }
        println!("{out}");
    }

    pub(crate) fn timeline(&self) -> &str {
        &self.timeline
    }

    /// What was recorded, if the program that judges wants it.
    pub(crate) fn recording(&self) -> Option<&str> {
        self.recording.as_deref()
    }

    pub(crate) fn virtual_us(&self) -> u128 {
        self.virtual_us
    }

    /// What kind of failure this is.
    pub(crate) fn kind(&self, check: &Check) -> Kind {
        let panicked_before = || {
            let mut before = self.cause.told_before(check).into_iter();
            before.any(|told| told.origin == Origin::Answer)
        };
        match (self.status, origin(&self.cause.at, check)) {
            (Status::Hung, _) => Kind::Hung,
            _ if is_todo(&self.message(check)) => Kind::NotBegun,
            (_, Origin::Answer) => Kind::Answer,
            _ if panicked_before() => Kind::Answer,
            (_, Origin::Checks) => Kind::Assertion,
            (_, Origin::Elsewhere) => Kind::Elsewhere,
        }
    }

    /// The cause with all that is known of it and, after a blank line, the idea of the diagnosis.
    pub(crate) fn message(&self, check: &Check) -> String {
        let origin = origin(&self.cause.at, check);
        let said = own_words_first(&self.cause.message);
        // Only the checks' own words have an idea. Of a panic elsewhere all lines are its cause.
        let (cause, idea) = match (self.status, origin) {
            (Status::Failed, Origin::Answer | Origin::Elsewhere) => (said.as_str(), ""),
            _ => said.split_once("\n\n").unwrap_or((&said, "")),
        };
        let lines: Vec<&str> = cause
            .lines()
            .filter(|line| !line.trim().is_empty())
            .collect();
        let mut message = fold(&lines.join("\n"));
        if origin == Origin::Answer {
            let _ = write!(message, "\n{PANICKED}{})", self.cause.at);
        }
        for told in self.cause.told_before(check) {
            let _ = write!(message, "\n{BEFORE}{}: {}", told.at, told.message);
            if told.more > 0 {
                let _ = write!(message, " ({})", again_in_words(told.more));
            }
        }
        if let Some(seed) = seed_in_use() {
            let _ = write!(
                message,
                "\n(inputs drawn for this answer: KIT_SEED={seed} repeats them)"
            );
        }
        if !idea.trim().is_empty() {
            let _ = write!(message, "\n\n{}", idea.trim());
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

/// Whose line panicked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Origin {
    Answer,
    /// The checks' own files.
    Checks,
    /// The kit, std or another crate.
    Elsewhere,
}

fn origin(at: &str, check: &Check) -> Origin {
    // A package of this tree is compiled by a relative path; std and the registry's are not.
    if at.is_empty() || !Path::new(at).is_relative() || at.starts_with('/') {
        return Origin::Elsewhere;
    }
    // Checks have modules beside them, and in folders there. The answer may be named from there too, by
    // `../../src`.
    let of_the_checks = Path::new(check.file).parent().is_some_and(|checks| {
        let within = Path::new(at).strip_prefix(checks);
        within.is_ok_and(|path| path.components().all(|part| part != Component::ParentDir))
    });
    if of_the_checks {
        Origin::Checks
    } else if at.starts_with(file!().trim_end_matches("report.rs")) {
        Origin::Elsewhere
    } else {
        Origin::Answer
    }
}

/// A panic that came before the end of the check, and is told with it.
struct Told {
    origin: Origin,
    at: String,
    message: String,
    /// How many more like it there were.
    more: usize,
}

/// Of so many the place is looked for: that takes a while.
const MOST_PLACES: usize = 8;
/// So many different ones are told.
const MOST_TOLD: usize = 3;

impl Cause {
    fn told_before(&self, check: &Check) -> Vec<Told> {
        let mut told: Vec<Told> = Vec::new();
        for panic in &self.before {
            let origin = origin(&panic.at, check);
            // The checks panic on purpose too. Such a panic explains a check that has no words of its
            // own for what happened, or has not ended.
            let explains = self.at.is_empty() || self.message.starts_with("called `");
            let already = !panic.message.is_empty() && self.message.contains(&panic.message);
            if already || (origin == Origin::Checks && !explains) {
                continue;
            }
            let lines: Vec<&str> = panic.message.lines().map(str::trim).collect();
            let message = lines.join(" ");
            match told
                .iter_mut()
                .find(|told| (&told.at, &told.message) == (&panic.at, &message))
            {
                Some(told) => told.more += 1,
                None => told.push(Told {
                    origin,
                    at: panic.at.clone(),
                    message,
                    more: 0,
                }),
            }
        }
        // The first ones: what comes later may follow from them.
        told.truncate(MOST_TOLD);
        told
    }
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

    /// What is known of a failure of this check beforehand.
    pub(crate) fn failure(&self) -> Failure {
        let paragraphs = self.why.split("\n\n").map(|text| text.replace('\n', " "));
        Failure {
            promise: self.promise(),
            why: paragraphs.collect::<Vec<_>>().join("\n"),
            command: self.command(),
            ..Failure::default()
        }
    }

    pub(crate) fn command(&self) -> String {
        format!("cargo test -p {} -- {}", self.package, self.path())
    }
}

#[cfg(test)]
mod tests {
    use super::{Check, Origin, origin};
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
        let is_answer = |at: &&str| origin(at, &check) == Origin::Answer;
        assert!(answers.iter().all(is_answer));
        assert!(!others.iter().any(is_answer));
    }
}
