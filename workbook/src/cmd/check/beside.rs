//! What one wants to see beside the verdicts, briefly: rustc's warnings, and what the answer printed.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use crate::engine::verdict::Verdict;

const NOTE: Style = AnsiColor::Yellow.on_default();
const QUIET: Style = Style::new().dimmed();

/// The most warnings that are shown, and the most lines of each.
const WARNINGS: usize = 3;
const WARNING_LINES: usize = 8;
/// The most lines that are shown of what an answer printed.
const PRINTED: usize = 6;

/// Shows rustc's warnings about an answer.
pub fn warnings(out: &mut impl Write, warnings: &[String]) -> io::Result<()> {
    for warning in warnings.iter().take(WARNINGS) {
        let mut lines = warning.lines();
        let headline = lines.next().unwrap_or_default();
        writeln!(out, "    {NOTE}{headline}{NOTE:#}")?;
        let lines: Vec<&str> = lines.collect();
        block(out, &lines, WARNING_LINES)?;
    }
    match warnings.len().saturating_sub(WARNINGS) {
        0 => Ok(()),
        more => writeln!(out, "    {QUIET}… and {more} more warnings{QUIET:#}"),
    }
}

/// Shows what the answer printed in the first check that did not pass, or else in the first that
/// printed anything.
pub fn printed(out: &mut impl Write, verdicts: &[Verdict]) -> io::Result<()> {
    let spoke = |verdict: &&Verdict| !verdict.printed.is_empty() && !verdict.untouched();
    let failing = verdicts.iter().filter(|v| !v.passed()).find(spoke);
    let Some(verdict) = failing.or_else(|| verdicts.iter().find(spoke)) else {
        return Ok(());
    };
    writeln!(
        out,
        "    {NOTE}the answer printed{NOTE:#} {QUIET}(in {}){QUIET:#}",
        verdict.check
    )?;
    let lines: Vec<&str> = verdict.printed.lines().collect();
    block(out, &lines, PRINTED)
}

fn block(out: &mut impl Write, lines: &[&str], most: usize) -> io::Result<()> {
    for line in lines.iter().take(most) {
        writeln!(out, "{}", format!("        {line}").trim_end())?;
    }
    match lines.len().saturating_sub(most) {
        0 => Ok(()),
        more => writeln!(out, "        {QUIET}… and {more} more lines{QUIET:#}"),
    }
}
