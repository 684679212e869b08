//! What `cargo test` says: the exercises in the book's order, of each the failure that is nearest to the
//! cause in full.

use std::fmt::Write as _;
use std::io::{IsTerminal, Write as _};
use std::time::Duration;

use super::args::Args;
use super::child::Outcome;
use crate::door::Check;
use crate::failure::{Failure, Kind, Page, grouped, place_in_answer};
use crate::report::Status;
use crate::text::{ascii, bounded, counted, fold, unicode, wrap};

/// What is shown of what an answer printed.
const MOST_PRINTED: usize = 15;

pub(super) struct Printer<'a> {
    checks: &'a [&'static Check],
    outcomes: Vec<Option<Outcome>>,
    /// How many checks have been printed.
    printed: usize,
    passed: usize,
    /// Whether the last line printed is an empty one.
    ends_with_a_gap: bool,
    /// The first failing check of the first exercise that is begun, and of the first that is not.
    begun: Option<&'static Check>,
    untouched: Option<&'static Check>,
    page: Page,
    unicode: bool,
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
            ends_with_a_gap: false,
            begun: None,
            untouched: None,
            page: Page {
                width,
                colour: args.color.unwrap_or(terminal && !plain),
            },
            unicode: unicode(),
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
            self.ends_with_a_gap = out.ends_with("\n\n");
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
                let good = self.page.good("✓");
                let _ = writeln!(out, "{good} {exercise}: {}", counted(of, "check"));
            }
            if self.show_output {
                for (check, outcome) in came {
                    self.output(out, check, outcome);
                }
            }
            return;
        };
        if failures().all(|(_, outcome)| outcome.kind == Kind::NotBegun) {
            let already = self.untouched.is_some();
            self.untouched.get_or_insert(first);
            let place = place_in_answer(&why.message)
                .map_or(String::new(), |place| format!(", see {place}"));
            let _ = writeln!(
                out,
                "{} {exercise}: not begun ({}{place})",
                self.page.quiet("·"),
                counted(of, "check")
            );
            // The checks of a stub all say the same.
            if !already && self.begun.is_none() {
                let _ = writeln!(out, "  {} {}", self.page.bad("✗"), first.promise());
                self.page.in_full(out, &why.failure(first));
                out.push('\n');
            }
            return;
        }
        let bad = self.page.bad("✗");
        let _ = writeln!(
            out,
            "{bad} {exercise}: {passed} of {} passed",
            counted(of, "check")
        );
        let told = grouped(failures().map(|(check, why)| why.failure(check)).collect());
        let nearest = told.first().map(|group| group.first.command.clone());
        let nearest = came
            .iter()
            .find(|(check, _)| Some(check.command()) == nearest);
        self.begun
            .get_or_insert(nearest.map_or(first, |(check, _)| check));
        let failures: Vec<Failure> = failures().map(|(check, why)| why.failure(check)).collect();
        self.page.write(out, failures);
        let passing = came.iter().filter(|(_, outcome)| outcome.passed());
        let promises: Vec<String> = passing.map(|(check, _)| check.promise()).collect();
        self.page.passed(out, &promises, self.show_output);
        // What was printed during the failure that is told in full, or else during the first that printed.
        let spoke = |(_, outcome): &&(&'static Check, Outcome)| {
            !outcome.passed() && outcome.status.is_some() && !outcome.printed.is_empty()
        };
        let speaks = nearest.filter(spoke).or_else(|| came.iter().find(spoke));
        if let Some((check, outcome)) = speaks {
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
            "{}{} of {} passed in {:.2} s{left_out}.\n",
            if self.ends_with_a_gap { "" } else { "\n" },
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
            if !check.package.ends_with("-solution") {
                self.advice(&mut out, &check.exercise());
            }
        }
        self.print(&out);
        self.passed == of
    }

    /// What helps with every failure, said once.
    fn advice(&self, out: &mut String, exercise: &str) {
        let mut said = Vec::new();
        if self.begun.is_some() {
            said.push(format!("cargo workbook hint {exercise} gives a hint."));
        }
        if let Some((chapter, _)) = exercise.split_once('/') {
            said.push(format!(
                "cargo workbook check {chapter} judges each exercise by itself, even if another does not \
                 compile."
            ));
        }
        for said in said {
            let _ = writeln!(out, "{}", wrap(&said, self.page.width).join("\n"));
        }
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
}

impl Outcome {
    fn passed(&self) -> bool {
        self.status == Some(Status::Passed)
    }

    fn failure(&self, check: &Check) -> Failure {
        Failure {
            kind: self.kind,
            message: self.message.clone(),
            timeline: self.timeline.clone(),
            at: self.at.clone(),
            ..check.failure()
        }
    }
}
