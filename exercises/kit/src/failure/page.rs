//! The failures of an exercise on a terminal.

use std::fmt::Write as _;

use super::{Failure, Group, Kind, grouped};
use crate::text::{bounded, fold, wrap};

/// What is shown of a cause and of a timeline, in lines.
const MOST_CAUSE: usize = 16;
const MOST_TIMELINE: usize = 24;
/// What is shown of the cause of a failure that comes later.
const MOST_LATER: usize = 4;
/// So many failures of one cause get a line each; more of them share one.
const MOST_SAME: usize = 3;

const GOOD: &str = "\x1b[1;32m";
const BAD: &str = "\x1b[1;31m";
const QUIET: &str = "\x1b[2m";
const PLAIN: &str = "\x1b[0m";

/// Where failures are written.
#[derive(Clone, Copy, Debug)]
pub struct Page {
    /// The terminal's width.
    pub width: usize,
    /// Whether it shows colours.
    pub colour: bool,
}

impl Page {
    /// Writes the failures of one exercise, given in the order of its file: the one nearest to the cause
    /// in full, then those of another cause briefly, and of those of the same cause the promises.
    pub fn write(&self, out: &mut String, failures: Vec<Failure>) {
        let (not_run, failures): (Vec<_>, Vec<_>) = failures
            .into_iter()
            .partition(|failure| failure.kind == Kind::NotRun);
        let mut others = failures.len().saturating_sub(1);
        for (number, Group { first, same }) in grouped(failures).into_iter().enumerate() {
            if number == 1 {
                let what = match others {
                    1 => "One more check fails. It may follow from the above:".to_owned(),
                    others => format!("{others} more checks fail. They may follow from the above:"),
                };
                if !out.ends_with("\n\n") {
                    out.push('\n');
                }
                let _ = writeln!(out, "  {}", self.quiet(&what));
            }
            others = others.saturating_sub(same.len());
            if number == 0 {
                let _ = writeln!(out, "  {} {}", self.bad("✗"), first.promise);
                self.in_full(out, &first);
                out.push('\n');
            } else {
                self.briefly(out, &first);
            }
            if same.len() > MOST_SAME {
                let what = format!("{} more, probably of the same cause", same.len());
                self.together(out, &what, &same);
            } else {
                for failure in &same {
                    let what = self.quiet("probably the same cause");
                    let _ = writeln!(out, "  {} {}: {what}", self.bad("✗"), failure.promise);
                }
            }
        }
        if !not_run.is_empty() {
            let were = match not_run.len() {
                1 => "1 check was",
                number => &format!("{number} checks were"),
            };
            let what = format!("{were} not run, because others hung");
            self.together(out, &what, &not_run);
        }
    }

    /// Writes the checks that have passed: how many, or their names too.
    pub fn passed(&self, out: &mut String, promises: &[String], names: bool) {
        let good = self.good("✓");
        match promises {
            [] => {}
            promises if names => {
                for promise in promises {
                    let _ = writeln!(out, "  {good} {promise}");
                }
            }
            [_] => _ = writeln!(out, "  {good} 1 check passed"),
            several => _ = writeln!(out, "  {good} {} checks passed", several.len()),
        }
    }

    /// Writes a failure below its promise: the cause, the idea, what the answer did, and the place.
    pub fn in_full(&self, out: &mut String, failure: &Failure) {
        let cause = bounded(&fold(failure.cause()), MOST_CAUSE);
        let _ = writeln!(out, "{}", self.indented(&cause));
        let idea = failure.idea();
        if !idea.is_empty() {
            let _ = writeln!(out, "\n{}", self.indented(idea));
        }
        let timeline = failure.timeline.trim_end();
        if !timeline.is_empty() {
            let timeline = bounded(&fold(timeline), MOST_TIMELINE);
            out.push('\n');
            for line in timeline.lines() {
                let _ = writeln!(out, "{}", format!("    {line}").trim_end());
            }
        }
        let _ = writeln!(out, "\n    checked at   {}", failure.at);
        if !failure.command.is_empty() {
            let _ = writeln!(out, "    this alone   {}", failure.command);
        }
    }

    fn briefly(&self, out: &mut String, failure: &Failure) {
        let _ = writeln!(out, "  {} {}", self.bad("✗"), failure.promise);
        let first = failure.cause().lines().next().unwrap_or_default();
        let _ = writeln!(out, "{}", cut(&self.indented(first), MOST_LATER));
    }

    fn together(&self, out: &mut String, what: &str, failures: &[Failure]) {
        let promises: Vec<&str> = failures.iter().map(|f| f.promise.as_str()).collect();
        let text = format!("{what}: {}", promises.join("; "));
        for (number, line) in wrap(&text, self.width - 4).iter().enumerate() {
            let start = match number {
                0 => format!("  {} ", self.bad("✗")),
                _ => "    ".to_owned(),
            };
            let _ = writeln!(out, "{start}{line}");
        }
    }

    fn indented(&self, text: &str) -> String {
        let lines = text.lines().flat_map(|line| wrap(line, self.width - 4));
        let lines: Vec<String> = lines
            .map(|line| format!("    {line}").trim_end().to_owned())
            .collect();
        lines.join("\n")
    }

    /// `text` as what passes is shown.
    pub fn good(&self, text: &str) -> String {
        self.painted(GOOD, text)
    }

    /// `text` as what fails is shown.
    pub fn bad(&self, text: &str) -> String {
        self.painted(BAD, text)
    }

    /// `text` as what matters less is shown.
    pub fn quiet(&self, text: &str) -> String {
        self.painted(QUIET, text)
    }

    fn painted(&self, colour: &str, text: &str) -> String {
        match self.colour {
            true => format!("{colour}{text}{PLAIN}"),
            false => text.to_owned(),
        }
    }
}

/// The first `most` lines of `text`, with a sign if there are more.
fn cut(text: &str, most: usize) -> String {
    let lines: Vec<&str> = text.lines().collect();
    match lines.len() > most {
        true => format!("{} …", lines[..most].join("\n")),
        false => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: Page = Page {
        width: 60,
        colour: false,
    };

    fn failure(promise: &str, kind: Kind, message: &str) -> Failure {
        Failure {
            promise: promise.to_owned(),
            kind,
            message: message.to_owned(),
            timeline: format!("what {promise} did"),
            at: "checks/a.rs:9".to_owned(),
            command: format!("cargo test -- {promise}"),
            ..Failure::default()
        }
    }

    fn written(failures: Vec<Failure>) -> String {
        let mut out = String::new();
        PAGE.write(&mut out, failures);
        out
    }

    #[test]
    fn the_nearest_to_the_cause_is_told_in_full_and_the_others_briefly() {
        let told = written(vec![
            failure("it ends", Kind::Hung, "it spins: a loop\n\nLoops end."),
            failure("it counts", Kind::Assertion, "2, not 3\nof all\n\nCount."),
            failure("it adds", Kind::Assertion, "4, not 3\nof all\n\nCount."),
        ]);
        assert_eq!(
            told,
            "  ✗ it counts\n    2, not 3\n    of all\n\n    Count.\n\n    what it counts did\n\n    \
             checked at   checks/a.rs:9\n    this alone   cargo test -- it counts\n\n  ✗ it adds: \
             probably the same cause\n\n  One more check fails. It may follow from the above:\n  ✗ it ends\n    \
             it spins: a loop\n"
        );
    }

    #[test]
    fn many_of_one_cause_and_what_was_not_run_share_a_line() {
        let mut failures: Vec<Failure> = (1..=6)
            .map(|number| failure(&format!("promise {number}"), Kind::Hung, "it spins"))
            .collect();
        failures.push(failure("last", Kind::NotRun, "not run"));
        let told = written(failures);
        let lines: Vec<&str> = told.lines().rev().take(3).collect();
        assert_eq!(
            lines,
            [
                "  ✗ 1 check was not run, because others hung: last",
                "    3; promise 4; promise 5; promise 6",
                "  ✗ 5 more, probably of the same cause: promise 2; promise"
            ]
        );
    }

    #[test]
    fn a_flood_of_lines_is_folded_and_bounded() {
        let steps = "future  is polled\n".repeat(2_499);
        let told = written(vec![failure("it ends", Kind::Assertion, &steps)]);
        assert!(told.contains("is polled (2,498 times more)"), "{told}");
        let steps: String = (0..2_500).map(|step| format!("step {step}\n")).collect();
        let told = written(vec![failure("it ends", Kind::Assertion, &steps)]);
        assert!(told.lines().count() < 30, "{told}");
        assert!(told.contains("step 0\n") && told.contains("step 2499\n"));
    }

    #[test]
    fn what_has_passed_is_one_line() {
        let passed = ["a".to_owned(), "b".to_owned()];
        let mut out = String::new();
        PAGE.passed(&mut out, &passed, false);
        PAGE.passed(&mut out, &passed[..1], false);
        PAGE.passed(&mut out, &passed, true);
        assert_eq!(
            out,
            "  ✓ 2 checks passed\n  ✓ 1 check passed\n  ✓ a\n  ✓ b\n"
        );
    }
}
