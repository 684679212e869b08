//! From the reader's answer to the reference, as a diff.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use anstyle::{AnsiColor, Style};
use regex::Regex;
use similar::{ChangeTag, TextDiff};

use crate::cmd::text::{columns, wrapped};
use crate::engine::catalog::Exercise;

const ADDED: Style = AnsiColor::Green.on_default();
const REMOVED: Style = AnsiColor::Red.on_default();
const PLACE: Style = AnsiColor::Cyan.on_default();
const QUIET: Style = Style::new().dimmed();

/// Unchanged lines around a change.
const AROUND: usize = 3;

/// Prints what turns the reader's answer into the reference in `file`, and which further files that uses.
///
/// # Errors
/// If a file cannot be read, or `out` not be written.
pub fn print(out: &mut impl Write, root: &Path, exercise: &Exercise, file: &str) -> io::Result<()> {
    let reference = plain(&fs::read(root.join(file))?);
    let own = fs::read(root.join(exercise.file())).map(|bytes| plain(&bytes));
    match own {
        Err(error) => {
            let what = format!(
                "{} cannot be read ({error}): this is the reference alone.",
                exercise.file()
            );
            writeln!(out, "\n{}\n", wrapped(&what, 0, columns()))?;
            write!(out, "{reference}")?;
        }
        Ok(own) if own == reference => {
            writeln!(out, "\nYour answer is the reference, line by line.")?;
        }
        Ok(own) => {
            let what = "From your answer (-) to the reference (+):";
            writeln!(out, "\n{QUIET}{what}{QUIET:#}\n")?;
            diff(out, (&exercise.file(), &own), (file, &reference))?;
        }
    }
    for (helper, is_given) in helpers(root, exercise, &reference) {
        let what = match is_given {
            true => format!("The reference uses {helper}, which is given: you have the same file."),
            false => format!("The reference also uses {helper}, which is not shown here."),
        };
        writeln!(out, "\n{}", wrapped(&what, 0, columns()))?;
    }
    Ok(())
}

/// A unified diff. Whole lines are coloured, and their first character says the same.
fn diff(out: &mut impl Write, old: (&str, &str), new: (&str, &str)) -> io::Result<()> {
    writeln!(out, "{REMOVED}--- {}{REMOVED:#}", old.0)?;
    writeln!(out, "{ADDED}+++ {}{ADDED:#}", new.0)?;
    let changes = TextDiff::from_lines(old.1, new.1);
    let mut unified = changes.unified_diff();
    for hunk in unified.context_radius(AROUND).iter_hunks() {
        writeln!(out, "{PLACE}{}{PLACE:#}", hunk.header())?;
        for change in hunk.iter_changes() {
            let (mark, style) = match change.tag() {
                ChangeTag::Equal => (' ', Style::new()),
                ChangeTag::Delete => ('-', REMOVED),
                ChangeTag::Insert => ('+', ADDED),
            };
            let line = change.value().trim_end_matches('\n');
            writeln!(out, "{style}{mark}{line}{style:#}")?;
        }
    }
    Ok(())
}

/// The files that the reference uses beside its own, from the root, and whether the exercises have the same.
fn helpers(root: &Path, exercise: &Exercise, reference: &str) -> Vec<(String, bool)> {
    let code: String = reference
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .flat_map(|line| [line, "\n"])
        .collect();
    let Ok(paths) = Regex::new(r"\b(?:crate|super)::(\{[^}]*\}|\w+)") else {
        return Vec::new();
    };
    let mut found: Vec<(String, bool)> = Vec::new();
    for path in paths.captures_iter(&code) {
        let modules = path[1].trim_matches(['{', '}']).split(',');
        for module in modules.filter_map(|path| path.trim().split("::").next()) {
            let below = |side: &str| format!("{side}/{}/src/{module}.rs", exercise.chapter);
            let helper = below("solutions");
            let Ok(text) = fs::read(root.join(&helper)) else {
                continue;
            };
            if module == exercise.slug || found.iter().any(|(known, _)| *known == helper) {
                continue;
            }
            let given = fs::read(root.join(below("exercises")));
            let is_given = given.is_ok_and(|given| plain(&given) == plain(&text));
            let named = if is_given { below("exercises") } else { helper };
            if !found.iter().any(|(known, _)| *known == named) {
                found.push((named, is_given));
            }
        }
    }
    found
}

fn plain(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).replace("\r\n", "\n")
}
