//! An entry of a catalogue of wrong answers: judged, printed, or made from an edited program.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, anyhow, bail};

use crate::engine::Answer;
use crate::engine::beliefs::{self, Beliefs, Entry};
use crate::engine::catalog::Exercise;

/// The one exercise that `chosen` must be.
///
/// # Errors
/// If it is none or several.
pub fn only_one<'a>(chosen: &'a [Exercise], flag: &str) -> anyhow::Result<&'a Exercise> {
    match chosen {
        [exercise] => Ok(exercise),
        several => bail!(
            "{flag} needs one exercise, and {} are named: give its id, as in \
             `cargo workbook check ch01/overlap {flag} …`",
            several.len()
        ),
    }
}

/// The program of the entry `slug`.
///
/// # Errors
/// If there is no such entry (the nearest is named), or its diff does not fit.
pub fn program(root: &Path, exercise: &Exercise, slug: &str) -> anyhow::Result<String> {
    let entry = entry(root, exercise, slug)?;
    entry
        .program(root, exercise)
        .map_err(|what| not_usable(exercise, &entry, &what))
}

/// The entry `slug` as an answer to judge.
///
/// # Errors
/// As [`program`].
pub fn answer(root: &Path, exercise: &Exercise, slug: &str) -> anyhow::Result<Answer> {
    let entry = entry(root, exercise, slug)?;
    entry
        .answer(root, exercise)
        .map_err(|what| not_usable(exercise, &entry, &what))
}

/// The diff that makes the program in `file` of the reference, or of the right answer `against`.
///
/// # Errors
/// If a file cannot be read.
pub fn diff(
    root: &Path,
    exercise: &Exercise,
    file: &Path,
    against: Option<&str>,
) -> anyhow::Result<String> {
    let base = Entry {
        against: against.map(str::to_owned),
        ..Entry::default()
    }
    .base(exercise);
    if against.is_some() && !root.join(&base).is_file() {
        bail!(
            "{base} is not there: the right answers of {} are {}",
            exercise.id,
            beliefs::right_answers(root, exercise)?.join(", ")
        );
    }
    let base = fs::read_to_string(root.join(&base)).with_context(|| format!("reading {base}"))?;
    let program =
        fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
    Ok(beliefs::diff(&base, &program))
}

fn entry(root: &Path, exercise: &Exercise, slug: &str) -> anyhow::Result<Entry> {
    let Beliefs { entries, faults } = beliefs::read(root, exercise)?;
    if let Some(entry) = entries.iter().find(|entry| entry.slug == slug) {
        return Ok(entry.clone());
    }
    let file = beliefs::file(exercise);
    if entries.is_empty() {
        bail!("{file} holds no entry. {}", faults.join(". "));
    }
    let near = |entry: &&Entry| strsim::jaro_winkler(&entry.slug, slug);
    let nearest = entries
        .iter()
        .max_by(|a, b| near(a).total_cmp(&near(b)))
        .filter(|entry| near(entry) > 0.7)
        .map_or(String::new(), |entry| {
            format!(" Did you mean {}?", entry.slug)
        });
    let slugs: Vec<String> = entries
        .iter()
        .map(|entry| format!("  {}", entry.slug))
        .collect();
    bail!(
        "{file} has no entry `{slug}`.{nearest}\nIts entries:\n{}",
        slugs.join("\n")
    )
}

fn not_usable(exercise: &Exercise, entry: &Entry, what: &str) -> anyhow::Error {
    anyhow!("{}#{}: {what}", beliefs::file(exercise), entry.slug)
}
