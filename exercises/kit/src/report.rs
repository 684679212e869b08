//! What a check says at its end: to the learner, and to the program that judges.

use std::fmt::Write as _;
use std::io::{Read, Write};
use std::path::{Component, Path};

use crate::current::{Current, Panic};
use crate::door::Check;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    Passed,
    Failed,
    Hung,
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
                current.recorder.timeline()
            } else {
                String::new()
            },
            virtual_us: last.unwrap_or_default().as_micros(),
            cause,
        }
    }

    /// Prints the report where the test harness captures it.
    pub(crate) fn print(&self, check: &Check) {
        let mut out = String::new();
        if let Some(backtrace) = &self.cause.backtrace {
            let _ = writeln!(out, "{backtrace}");
        }
        let _ = writeln!(out, "\n{}: {}\n", check.exercise(), check.promise());
        for line in self.message(check).lines().flat_map(|line| wrap(line, 74)) {
            let _ = writeln!(out, "    {line}");
        }
        for paragraph in check.why.split("\n\n").filter(|text| !text.is_empty()) {
            out.push('\n');
            for line in wrap(paragraph, 74) {
                let _ = writeln!(out, "    {line}");
            }
        }
        if !self.timeline.is_empty() {
            let _ = write!(out, "\n{}", self.timeline);
        }
        let _ = writeln!(out, "\nchecked at   {}", self.at(check));
        let _ = writeln!(out, "this alone   {}\n", check.command());
        print!("{out}");
    }

    #[cfg(test)]
    pub(crate) fn timeline_for_tests(&self) -> &str {
        &self.timeline
    }

    pub(crate) fn message(&self, check: &Check) -> String {
        let mut message = self.cause.message.clone();
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

impl Check {
    /// `overlap::both_jobs_overlap`: the name by which the test harness knows the check.
    fn path(&self) -> String {
        let module = self.module.split_once("::").map_or("", |(_, rest)| rest);
        match module {
            "" => self.name.to_owned(),
            module => format!("{module}::{}", self.name),
        }
    }

    /// `ch01/overlap`.
    fn exercise(&self) -> String {
        let chapter = self.package.trim_end_matches("-solution");
        match self.module.rsplit_once("::") {
            Some((_, exercise)) => format!("{chapter}/{exercise}"),
            None => chapter.to_owned(),
        }
    }

    fn promise(&self) -> String {
        self.name.replace('_', " ")
    }

    fn command(&self) -> String {
        format!("cargo test -p {} {}", self.package, self.path())
    }
}

/// The proof, for the program that judges, that a check came to its own end.
///
/// Exit codes and printed text prove nothing: an answer can exit with 0 and print what it likes. So
/// that program sends a secret on standard input, which is read to its end before any line of the
/// answer runs, and only a report that carries the secret counts. Asked for by `KIT_REPORT=stdin`;
/// the report is a line of its own on standard output: the secret, a space, and
/// `{"check":…,"status":"passed"|"failed"|"hung","message":…,"at":…,"timeline":…,"virtual_us":…}`.
pub(crate) struct Receipt(Option<String>);

impl Receipt {
    pub(crate) fn from_environment() -> Self {
        if std::env::var_os("KIT_REPORT").is_none_or(|asked| asked != "stdin") {
            return Self(None);
        }
        let mut secret = String::new();
        let read = std::io::stdin().read_to_string(&mut secret);
        Self(read.is_ok().then(|| secret.trim().to_owned()))
    }

    pub(crate) fn give(&self, check: &Check, report: &Report) {
        let Some(secret) = &self.0 else { return };
        let status = match report.status {
            Status::Passed => "passed",
            Status::Failed => "failed",
            Status::Hung => "hung",
        };
        let frame = format!(
            "\n{secret} {{\"check\":{},\"status\":\"{status}\",\"message\":{},\"at\":{},\
             \"timeline\":{},\"virtual_us\":{}}}\n",
            json_string(&check.path()),
            json_string(&report.message(check)),
            json_string(&report.at(check)),
            json_string(&report.timeline),
            report.virtual_us,
        );
        let mut stdout = std::io::stdout().lock();
        // Where nobody reads, nobody is told: the judge then counts the check as not finished.
        let _ = stdout.write_all(frame.as_bytes());
        let _ = stdout.flush();
    }
}

/// `text` as a JSON string, quotes included.
pub(crate) fn json_string(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Breaks `text` into lines of at most `width` characters, at spaces. A line that begins with a
/// space is a layout of its own and stays as it is.
pub(crate) fn wrap(text: &str, width: usize) -> Vec<String> {
    if text.starts_with(' ') || text.is_empty() {
        return vec![text.to_owned()];
    }
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let line = lines.last_mut().expect("there is a first line");
        if line.is_empty() {
            line.push_str(word);
        } else if line.chars().count() + 1 + word.chars().count() <= width {
            line.push(' ');
            line.push_str(word);
        } else {
            lines.push(word.to_owned());
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::{Cause, Check};

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
