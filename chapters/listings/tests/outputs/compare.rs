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
        report += "\nOnce fixed: cargo test -p listings";
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

/// A fault, unless the kept output has the same form. Nothing rewrites it but `measure`, a command.
pub fn form_with_kept(kept_at: &Path, printed: &str, measure: &str) -> Option<String> {
    let name = from_root(kept_at);
    let advice = format!("Once the listing is right, measure it anew: {measure}");
    let kept = match fs::read_to_string(kept_at) {
        Ok(kept) => kept.replace("\r\n", "\n"),
        Err(error) => return Some(format!("{name}: {error}\n{advice}")),
    };
    let (kept, printed) = (form(&kept), form(printed));
    (kept != printed).then(|| {
        let diff = TextDiff::from_lines(&kept, &printed);
        let shown = diff.unified_diff().context_radius(2).to_string();
        format!("{name} has another form than what was printed (figures are `#`):\n{shown}{advice}")
    })
}

/// The text with `#` for every figure, and one space for any padding.
fn form(text: &str) -> String {
    let mut form = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let same_kind: fn(char) -> bool = match first {
            '0'..='9' => |c| c.is_ascii_digit() || c == '.' || c == ',',
            ' ' => |c| c == ' ',
            _ => |c| !c.is_ascii_digit() && c != ' ',
        };
        let end = rest.find(|c| !same_kind(c)).unwrap_or(rest.len());
        let (mut part, mut after) = rest.split_at(end);
        match first {
            '0'..='9' => {
                // A dot or comma after the last digit belongs to the sentence.
                part = part.trim_end_matches(['.', ',']);
                after = &rest[part.len()..];
                form.push('#');
            }
            ' ' => form.push(' '),
            _ => form.push_str(part),
        }
        rest = after;
    }
    form
}

/// Whether two outputs differ only in what depends on the version of a language, which has a `~` before
/// it: the sizes of Python's objects.
fn same(kept: &str, printed: &str) -> bool {
    kept == printed || masked(kept) == masked(printed)
}

/// The text with `~#` for every such figure, and one space for the padding before it.
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

/// A unified diff in which such figures do not show as differences.
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
fn only_figures_after_a_tilde_may_differ() {
    assert!(same("a ~12 ms b", "a ~1,345.5 ms b"));
    assert!(
        same("a   ~12 ms", "a ~1345 ms"),
        "padding belongs to the figure"
    );
    assert!(!same("a ~12 ms", "a ~12 µs"), "a unit is not a figure");
    assert!(!same("a ~12 ms", "a 12 ms"), "the `~` is not a figure");
    assert!(!same("12 ms", "13 ms"));
    assert!(!same("a~", "a~1"));
}

#[test]
fn a_form_has_words_and_layout_but_no_figures() {
    assert_eq!(form("a task  ~0.32 kB\n"), "a task ~# kB\n");
    assert_eq!(form("after ~1,345.5 ms, or 7."), "after ~# ms, or #.");
    assert_eq!(form("~12µs"), form("~1.25µs"));
    let differ = [
        ("~12 ms", "~12 µs", "a unit is not a figure"),
        ("~12 ms", "12 ms", "the `~` is not a figure"),
        ("~12 ms", "~-12 ms", "a sign is not a figure"),
        ("12 ms", " ms", "no figure is not a figure"),
        ("1 2", "12", "two figures are not one"),
        ("a b", "ab", "padding may shrink to one space, not to none"),
        ("a\nb", "a b", "a line's end is not padding"),
        ("3 kept", "3 lost", "a word is not a figure"),
    ];
    for (kept, printed, why) in differ {
        assert_ne!(form(kept), form(printed), "{why}");
    }
}

#[test]
fn the_form_of_what_is_kept_decides() {
    let folder = tempfile::tempdir().unwrap();
    let kept_at = folder.path().join("a.out");
    let fault = |printed| form_with_kept(&kept_at, printed, "cargo run -- measure a");
    assert!(fault("12 ms\n").is_some_and(|fault| fault.contains("cargo run -- measure a")));
    fs::write(&kept_at, "reading:  ~12 ms\r\n").unwrap();
    assert_eq!(fault("reading: ~1.5 ms\n"), None);
    let fault = fault("reading: ~1.5 s\n").expect("another unit");
    assert!(
        fault.contains("-reading: ~# ms") && fault.contains("+reading: ~# s"),
        "{fault}"
    );
}
