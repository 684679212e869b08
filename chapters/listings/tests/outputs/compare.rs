//! Comparing what was printed with what is kept, and reporting all differences at once.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use similar::TextDiff;

use crate::listing::from_root;

/// What is wrong, all of it: a test that stops at the first fault is run once a fault.
#[derive(Default)]
pub struct Faults {
    found: Vec<String>,
}

impl Faults {
    pub fn extend(&mut self, faults: impl IntoIterator<Item = Option<String>>) {
        self.found.extend(faults.into_iter().flatten());
    }

    pub fn none_or_panic(self) {
        if self.found.is_empty() {
            return;
        }
        let mut report = format!("{} fault(s) in the listings:\n", self.found.len());
        for fault in &self.found {
            let _ = writeln!(report, "\n* {fault}");
        }
        report += "\nOnce mended: cargo test -p listings";
        panic!("{report}");
    }
}

fn updating() -> bool {
    std::env::var_os("UPDATE_OUT").is_some_and(|value| value != "0" && !value.is_empty())
}

/// A fault, unless the kept output says the same; with `UPDATE_OUT` it is made to.
pub fn with_kept(kept_at: &Path, printed: &str) -> Option<String> {
    let kept = fs::read_to_string(kept_at).map(|kept| kept.replace("\r\n", "\n"));
    if kept.as_ref().is_ok_and(|kept| same(kept, printed)) {
        return None;
    }
    let name = from_root(kept_at);
    if updating() {
        println!("{name}: rewritten");
        return fs::write(kept_at, printed)
            .err()
            .map(|error| format!("{name}: {error}"));
    }
    let advice = "If what was printed is right, rewrite the file: \
                  UPDATE_OUT=1 cargo test -p listings";
    Some(match kept {
        Ok(kept) => format!(
            "{name} differs from what was printed:\n{}{advice}",
            diff(&kept, printed)
        ),
        Err(error) => format!("{name}: {error}\nprinted was:\n{printed}{advice}"),
    })
}

/// Whether two outputs differ only in figures that were measured.
fn same(kept: &str, printed: &str) -> bool {
    kept == printed || masked(kept) == masked(printed)
}

/// The text with `~#` for every measured figure, and one space for the padding before it.
fn masked(text: &str) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('~') {
        let (before, after) = rest.split_at(at);
        let padded = before.ends_with(' ');
        masked.push_str(before.trim_end_matches(' '));
        masked.push_str(if padded { " ~" } else { "~" });
        let figure = after[1..].find(|c: char| !(c.is_ascii_digit() || c == '.' || c == ','));
        let end = figure.map_or(after.len(), |length| length + 1);
        if end > 1 {
            masked.push('#');
        }
        rest = &after[end..];
    }
    masked + rest
}

/// A unified diff in which measured figures do not show as differences.
fn diff(kept: &str, printed: &str) -> String {
    let mut kept_lines = kept.split_inclusive('\n');
    let alike = |line: &str| match kept_lines.next() {
        Some(kept) if same(kept, line) => kept.to_owned(),
        _ => line.to_owned(),
    };
    let printed: String = printed.split_inclusive('\n').map(alike).collect();
    let diff = TextDiff::from_lines(kept, &printed);
    diff.unified_diff()
        .context_radius(2)
        .header("kept", "printed")
        .to_string()
}

#[test]
fn only_measured_figures_may_differ() {
    assert!(same("a ~12 ms b", "a ~1,345.5 ms b"));
    assert!(
        same("a   ~12 ms", "a ~1345 ms"),
        "padding belongs to the figure"
    );
    assert!(!same("a ~12 ms", "a ~12 µs"), "a unit is not a figure");
    assert!(
        !same("a ~12 ms", "a 12 ms"),
        "measured or not is not a figure"
    );
    assert!(!same("12 ms", "13 ms"));
    assert!(!same("a~", "a~1"));
}
