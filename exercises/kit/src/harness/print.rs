//! What `cargo test` says: the exercises in the book's order, the first failure of each in full.

use std::fmt::Write as _;
use std::io::{IsTerminal, Write as _};
use std::time::Duration;

use super::args::Args;
use super::child::Outcome;
use crate::door::Check;
use crate::report::{Failure, Status};
use crate::text::{ascii, bounded, fold, unicode, wrap};

/// What a later failure, of another cause, may fill.
const MOST_LINES: usize = 12;
/// What is shown of what an answer printed.
const MOST_PRINTED: usize = 15;

const GOOD: &str = "\x1b[1;32m";
const BAD: &str = "\x1b[1;31m";
const QUIET: &str = "\x1b[2m";
const PLAIN: &str = "\x1b[0m";

pub(super) struct Printer<'a> {
    checks: &'a [&'static Check],
    outcomes: Vec<Option<Outcome>>,
    /// How many checks have been printed.
    printed: usize,
    passed: usize,
    /// The first failing check of the first exercise that is begun, and of the first that is not.
    begun: Option<&'static Check>,
    untouched: Option<&'static Check>,
    width: usize,
    unicode: bool,
    colour: bool,
    quiet: bool,
    show_output: bool,
    filtered: bool,
}

impl<'a> Printer<'a> {
    pub(super) fn new(checks: &'a [&'static Check], args: &Args, width: usize) -> Self {
        let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
            || std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        let terminal = std::io::stdout().is_terminal();
        Self {
            checks,
            outcomes: checks.iter().map(|_| None).collect(),
            printed: 0,
            passed: 0,
            begun: None,
            untouched: None,
            width,
            unicode: unicode(),
            colour: args.color.unwrap_or(terminal && !plain),
            quiet: args.quiet,
            show_output: args.show_output,
            filtered: args.filtered(),
        }
    }

    /// Takes in what came of a check, and prints the exercises that are complete.
    pub(super) fn take_in(&mut self, number: usize, outcome: Outcome) {
        self.outcomes[number] = Some(outcome);
        while let Some(first) = self.checks.get(self.printed) {
            let exercise = first.exercise();
            let rest = &self.checks[self.printed..];
            let count = rest
                .iter()
                .take_while(|check| check.exercise() == exercise)
                .count();
            let place = self.printed..self.printed + count;
            if self.outcomes[place.clone()].iter().any(Option::is_none) {
                return;
            }
            self.printed = place.end;
            let came: Vec<(&'static Check, Outcome)> = place
                .map(|at| {
                    (
                        self.checks[at],
                        self.outcomes[at].take().unwrap_or_default(),
                    )
                })
                .collect();
            let mut out = String::new();
            self.exercise(&mut out, &exercise, &came);
            self.print(&out);
        }
    }

    fn exercise(&mut self, out: &mut String, exercise: &str, came: &[(&'static Check, Outcome)]) {
        let of = came.len();
        let passed = came.iter().filter(|(_, outcome)| outcome.passed()).count();
        self.passed += passed;
        let failures = || came.iter().filter(|(_, outcome)| !outcome.passed());
        let Some((first, why)) = failures().next() else {
            if !self.quiet {
                let _ = writeln!(
                    out,
                    "{} {exercise}: {}",
                    self.good("✓"),
                    counted(of, "check")
                );
            }
            if self.show_output {
                for (check, outcome) in came {
                    self.output(out, check, outcome);
                }
            }
            return;
        };
        if failures().all(|(_, outcome)| outcome.not_begun()) {
            let already = self.untouched.is_some();
            self.untouched.get_or_insert(first);
            let place = why
                .place_in_answer()
                .map_or(String::new(), |place| format!(", see {place}"));
            let _ = writeln!(
                out,
                "{} {exercise}: not begun ({}{place})",
                self.quiet("·"),
                counted(of, "check")
            );
            // The checks of a stub all say the same.
            if !already && self.begun.is_none() {
                out.push('\n');
                self.failure(out, first, why, usize::MAX);
            }
            return;
        }
        self.begun.get_or_insert(first);
        let _ = writeln!(
            out,
            "{} {exercise}: {passed} of {} passed",
            self.bad("✗"),
            counted(of, "check")
        );
        let mut causes: Vec<String> = Vec::new();
        for (check, outcome) in came {
            if outcome.passed() {
                let _ = writeln!(out, "  {} {}", self.good("✓"), check.promise());
                continue;
            }
            let cause = outcome.cause();
            if causes.contains(&cause) {
                let promise = check.promise();
                let _ = writeln!(
                    out,
                    "  {} {promise}: probably the same cause",
                    self.bad("✗")
                );
                continue;
            }
            let most = if causes.is_empty() {
                usize::MAX
            } else {
                MOST_LINES
            };
            let _ = writeln!(out, "  {} {}\n", self.bad("✗"), check.promise());
            self.failure(out, check, outcome, most);
            causes.push(cause);
        }
    }

    fn failure(&self, out: &mut String, check: &'static Check, outcome: &Outcome, most: usize) {
        let message = bounded(&outcome.message, most);
        let timeline = bounded(&fold(&outcome.timeline), most);
        Failure {
            message: &message,
            timeline: &timeline,
            at: &outcome.at,
        }
        .write(out, check, self.width);
        if outcome.status.is_some() {
            self.output(out, check, outcome);
        }
        out.push('\n');
    }

    fn output(&self, out: &mut String, check: &'static Check, outcome: &Outcome) {
        if outcome.printed.is_empty() {
            return;
        }
        let printed = bounded(&fold(&outcome.printed), MOST_PRINTED);
        let _ = writeln!(out, "\n    printed during {}:", check.path());
        for line in printed.lines() {
            let _ = writeln!(out, "    | {line}");
        }
    }

    /// The closing lines; whether everything passed.
    pub(super) fn close(self, known: usize, took: Duration) -> bool {
        let of = self.checks.len();
        let left_out = match known - of {
            0 => String::new(),
            others => format!(" ({} not run)", counted(others, "other")),
        };
        let mut out = format!(
            "\n{} of {} passed in {:.2} s{left_out}.\n",
            self.passed,
            counted(of, "check"),
            took.as_secs_f64()
        );
        if of == 0 && self.filtered {
            out = format!("no check has that name: {known} others not run\n");
        }
        if let Some(check) = self.begun.or(self.untouched) {
            let what = match self.begun {
                Some(_) => "Look first at",
                None => "Begin with",
            };
            let _ = writeln!(out, "{what} {}:\n    {}", check.path(), check.command());
            if let Some(chapter) = check.exercise().split('/').next()
                && !check.package.ends_with("-solution")
            {
                let command = format!("cargo workbook check {chapter}");
                let said = format!(
                    "{command} judges each exercise by itself, even if another does not compile."
                );
                let _ = writeln!(out, "{}", wrap(&said, self.width).join("\n"));
            }
        }
        self.print(&out);
        self.passed == of
    }

    fn print(&self, text: &str) {
        let text = match self.unicode {
            true => text.to_owned(),
            false => ascii(text),
        };
        // A reader that has closed the pipe wants no more.
        let mut stdout = std::io::stdout().lock();
        let _ = stdout.write_all(text.as_bytes());
        let _ = stdout.flush();
    }

    fn good(&self, text: &str) -> String {
        self.painted(GOOD, text)
    }

    fn bad(&self, text: &str) -> String {
        self.painted(BAD, text)
    }

    fn quiet(&self, text: &str) -> String {
        self.painted(QUIET, text)
    }

    fn painted(&self, colour: &str, text: &str) -> String {
        match self.colour {
            true => format!("{colour}{text}{PLAIN}"),
            false => text.to_owned(),
        }
    }
}

impl Outcome {
    fn passed(&self) -> bool {
        self.status == Some(Status::Passed)
    }

    /// Whether it failed at a stub's `todo!`.
    fn not_begun(&self) -> bool {
        self.message.contains("not yet implemented")
    }

    /// Two failures with equal causes are told once: they panicked at the same line of the answer, or
    /// say the same but for its figures.
    fn cause(&self) -> String {
        if let Some(place) = self.place_in_answer() {
            return place.to_owned();
        }
        let first = self.message.lines().next().unwrap_or_default();
        let words: String = match self.status {
            // A hang is named by its words' beginning: it goes round, or it waits.
            Some(Status::Hung) if first.starts_with("it spins") => "spins".to_owned(),
            Some(Status::Hung) => "waits".to_owned(),
            _ => first.chars().filter(|c| !c.is_ascii_digit()).collect(),
        };
        format!("{:?} {words}", self.status)
    }

    /// `file:line`, where it panicked there.
    fn place_in_answer(&self) -> Option<&str> {
        let (_, place) = self.message.rsplit_once("(panicked in your answer, ")?;
        Some(place.split(')').next().unwrap_or(place))
    }
}

fn counted(number: usize, what: &str) -> String {
    match number {
        1 => format!("1 {what}"),
        number => format!("{number} {what}s"),
    }
}
