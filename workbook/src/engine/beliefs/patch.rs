//! Diffs without line numbers: a hunk is found by its old side, which must occur exactly once.

use std::fmt::Write;

use similar::{Algorithm, DiffOp, TextDiff};

/// Consecutive lines of the base, and what replaces them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hunk(Vec<Line>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Line {
    Keep(String),
    Drop(String),
    Add(String),
}

impl Hunk {
    pub fn before(&self) -> Vec<&str> {
        self.0
            .iter()
            .filter_map(|line| match line {
                Line::Keep(text) | Line::Drop(text) => Some(text.as_str()),
                Line::Add(_) => None,
            })
            .collect()
    }

    pub fn after(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|line| match line {
            Line::Keep(text) | Line::Add(text) => Some(text.as_str()),
            Line::Drop(_) => None,
        })
    }
}

/// Reads the lines of a fenced `diff`. Hunks are separated by lines that begin with `@@`.
///
/// # Errors
/// If a line begins with something else than a space, `+` or `-`, a hunk changes nothing, or a hunk
/// has no line of the base to be found by.
pub fn read(lines: &[&str]) -> Result<Vec<Hunk>, String> {
    let mut hunks = Vec::new();
    for (nth, part) in lines.split(|line| line.starts_with("@@")).enumerate() {
        if part.is_empty() && nth == 0 {
            continue;
        }
        let mut hunk = Hunk::default();
        for line in part {
            let text = |line: &str| line[1..].trim_end().to_owned();
            hunk.0.push(match line.chars().next() {
                // Editors strip the space of an empty line.
                None => Line::Keep(String::new()),
                Some(' ') => Line::Keep(text(line)),
                Some('-') => Line::Drop(text(line)),
                Some('+') => Line::Add(text(line)),
                Some(_) => {
                    return Err(format!(
                        "the line {line:?} of its diff begins neither with a space nor with + or -"
                    ));
                }
            });
        }
        let number = hunks.len() + 1;
        if hunk.0.iter().all(|line| matches!(line, Line::Keep(_))) {
            return Err(format!("hunk {number} of its diff changes nothing"));
        }
        if hunk.before().is_empty() {
            return Err(format!(
                "hunk {number} of its diff holds no line of the base by which it could be found: give \
                 it a line of context"
            ));
        }
        hunks.push(hunk);
    }
    if hunks.is_empty() {
        return Err("its diff is empty".to_owned());
    }
    Ok(hunks)
}

/// `base`, changed.
///
/// # Errors
/// If the old side of a hunk does not occur exactly once, or two hunks change the same lines.
pub fn apply(base: &str, hunks: &[Hunk]) -> Result<String, String> {
    let lines: Vec<&str> = base.lines().map(str::trim_end).collect();
    let mut found = Vec::new();
    for (nth, hunk) in hunks.iter().enumerate() {
        let places = occurrences(&lines, &hunk.before());
        let [place] = places[..] else {
            return Err(not_once(&lines, &hunk.before(), nth + 1, &places));
        };
        found.push((place, nth + 1, hunk));
    }
    found.sort_by_key(|(place, ..)| *place);
    let mut changed = String::with_capacity(base.len());
    let mut at = 0;
    let mut last = 0;
    for (place, number, hunk) in found {
        if place < at {
            return Err(format!(
                "hunks {last} and {number} of its diff overlap at line {}: make them one",
                place + 1
            ));
        }
        push(&mut changed, lines[at..place].iter().copied());
        push(&mut changed, hunk.after());
        at = place + hunk.before().len();
        last = number;
    }
    push(&mut changed, lines[at..].iter().copied());
    Ok(changed)
}

fn push<'a>(text: &mut String, lines: impl Iterator<Item = &'a str>) {
    for line in lines {
        text.push_str(line);
        text.push('\n');
    }
}

fn occurrences(lines: &[&str], wanted: &[&str]) -> Vec<usize> {
    lines
        .windows(wanted.len())
        .enumerate()
        .filter(|(_, window)| *window == wanted)
        .map(|(at, _)| at)
        .collect()
}

fn not_once(lines: &[&str], old: &[&str], number: usize, places: &[usize]) -> String {
    let mut said = String::new();
    if places.is_empty() {
        let _ = write!(
            said,
            "hunk {number} of its diff does not fit: no place holds"
        );
    } else {
        let numbers: Vec<String> = places.iter().map(|at| (at + 1).to_string()).collect();
        let _ = write!(
            said,
            "hunk {number} of its diff fits {} places (lines {}): give it more context. They hold",
            places.len(),
            numbers.join(", ")
        );
    }
    const SHOWN: usize = 6;
    for line in &old[..old.len().min(SHOWN)] {
        let _ = write!(said, "\n    {line}");
    }
    if old.len() > SHOWN {
        let _ = write!(said, "\n    … ({} lines)", old.len());
    }
    if let Some((at, wanted)) = places.is_empty().then(|| nearest(lines, old)).flatten() {
        let there = lines.get(at).copied().unwrap_or("(the end of the file)");
        let _ = write!(
            said,
            "\nThe nearest place differs in line {}: it looks for {wanted:?}, and there is {there:?}",
            at + 1
        );
    }
    said
}

/// The first line that differs in the place that is most like `old`, from 0, and what was looked for.
fn nearest<'a>(lines: &[&str], old: &[&'a str]) -> Option<(usize, &'a str)> {
    let alike = |at: usize| -> f64 {
        old.iter()
            .enumerate()
            .map(|(nth, wanted)| {
                let there = lines.get(at + nth).copied().unwrap_or_default();
                // An empty line is like every other empty line: that says nothing.
                if wanted.trim().is_empty() {
                    0.0
                } else {
                    strsim::normalized_levenshtein(there.trim(), wanted.trim())
                }
            })
            .sum()
    };
    let at = (0..lines.len()).max_by(|a, b| alike(*a).total_cmp(&alike(*b)))?;
    old.iter()
        .enumerate()
        .find(|(nth, wanted)| lines.get(at + nth) != Some(wanted))
        .map(|(nth, wanted)| (at + nth, *wanted))
}

/// The diff that makes `program` of `base`, as [`read`] takes it: each hunk with a line of context, and
/// with as many more as it needs to occur once.
pub fn make(base: &str, program: &str) -> String {
    let (base, program) = (trimmed(base), trimmed(program));
    let diff = TextDiff::configure()
        .algorithm(Algorithm::Patience)
        .diff_lines(&base, &program);
    let old: Vec<&str> = base.lines().collect();
    let new: Vec<&str> = program.lines().collect();
    let changes: Vec<&DiffOp> = diff
        .ops()
        .iter()
        .filter(|op| !matches!(op, DiffOp::Equal { .. }))
        .collect();
    let mut ranges: Vec<(usize, usize)> = Vec::new();
    for op in &changes {
        let range = op.old_range();
        let (mut from, mut to) = (
            range.start.saturating_sub(1),
            (range.end + 1).min(old.len()),
        );
        while occurrences(&old, &old[from..to]).len() != 1 && (from, to) != (0, old.len()) {
            from = from.saturating_sub(1);
            if occurrences(&old, &old[from..to]).len() != 1 {
                to = (to + 1).min(old.len());
            }
        }
        match ranges.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(to),
            _ => ranges.push((from, to)),
        }
    }
    let mut said = String::new();
    for (nth, (from, to)) in ranges.iter().copied().enumerate() {
        if nth > 0 {
            said.push_str("@@\n");
        }
        let mut at = from;
        let within = changes.iter().filter(|op| {
            let range = op.old_range();
            from <= range.start && range.end <= to
        });
        for op in within {
            let (dropped, added) = (op.old_range(), op.new_range());
            signed(&mut said, ' ', &old[at..dropped.start]);
            signed(&mut said, '-', &old[dropped.clone()]);
            signed(&mut said, '+', &new[added]);
            at = dropped.end;
        }
        signed(&mut said, ' ', &old[at..to]);
    }
    said
}

fn trimmed(text: &str) -> String {
    text.lines()
        .map(|line| line.trim_end().to_owned() + "\n")
        .collect()
}

fn signed(said: &mut String, sign: char, lines: &[&str]) {
    for line in lines {
        let _ = writeln!(said, "{}", format!("{sign}{line}").trim_end());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: &str = "fn a() {\n    step();\n}\n\nfn b() {\n    step();\n    last();\n}\n";

    fn changed(diff: &str) -> Result<String, String> {
        let lines: Vec<&str> = diff.lines().collect();
        apply(BASE, &read(&lines)?)
    }

    #[test]
    fn hunks_are_found_by_what_they_hold() {
        let made = changed("     step();\n-    last();\n@@\n-fn a() {\n+fn c() {\n").unwrap();
        assert_eq!(
            made,
            "fn c() {\n    step();\n}\n\nfn b() {\n    step();\n}\n"
        );
    }

    #[test]
    fn a_hunk_that_fits_twice_or_nowhere_is_told_with_the_places() {
        let twice = changed("-    step();\n").unwrap_err();
        assert!(twice.contains("fits 2 places (lines 2, 6)"), "{twice}");
        let nowhere = changed(" fn b() {\n-    steps();\n").unwrap_err();
        assert!(nowhere.contains("no place holds"), "{nowhere}");
        assert!(
            nowhere.ends_with(
                "differs in line 6: it looks for \"    steps();\", and there is \"    step();\""
            ),
            "{nowhere}"
        );
    }

    #[test]
    fn what_is_no_diff_is_refused() {
        for (diff, why) in [
            ("", "is empty"),
            (" fn a() {\n", "changes nothing"),
            ("+fn c() {}\n", "no line of the base"),
            ("*fn a() {\n", "begins neither with a space"),
            (
                "-fn b() {\n     step();\n@@\n     step();\n-    last();\n",
                "hunks 1 and 2 of its diff overlap",
            ),
        ] {
            let said = changed(diff).unwrap_err();
            assert!(said.contains(why), "{diff:?}: {said}");
        }
    }

    #[test]
    fn a_made_diff_leads_to_the_program_that_it_was_made_from() {
        let programs = [
            "",
            "fn b() {\n    step();\n    last();\n}\n",
            "use x;\n\nfn a() {\n    step();\n}\n\nfn b() {\n    first();\n    step();\n}\n",
            "fn a() {\n    step();\n    last();\n}\n\nfn b() {\n    last();\n}\nfn c() {}\n",
        ];
        for program in programs {
            let diff = make(BASE, program);
            assert_eq!(changed(&diff).unwrap(), program, "{diff}");
        }
    }
}
