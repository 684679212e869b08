//! Which files must be where: metadata, pages, modules, and nothing stray.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::super::catalog::{Chapter, Exercise, entries};
use super::super::error::{Error, Result};
use super::super::source;
use super::Fault;

/// The fewest hints of an exercise.
const HINTS: usize = 3;

/// Faults in what `chapter.toml` says of an exercise.
pub fn metadata(root: &Path, exercise: &Exercise, faults: &mut Vec<Fault>) {
    let file = format!("exercises/{}/chapter.toml", exercise.chapter);
    let mut fault = |what: String| faults.push(Fault::new(&exercise.id, &file, what));
    if exercise.title.trim().is_empty() {
        fault("its title is empty".to_owned());
    }
    if !(1..=4).contains(&exercise.stars) {
        fault(format!("it has {} stars: expected 1 to 4", exercise.stars));
    }
    if exercise.minutes == 0 {
        fault("it takes 0 minutes: expected a reader's estimate".to_owned());
    }
    if exercise.points == 0 {
        fault("it is worth 0 points: expected 1 or more".to_owned());
    }
    let hints = exercise
        .hints
        .iter()
        .filter(|hint| !hint.trim().is_empty())
        .count();
    if hints < HINTS {
        fault(format!(
            "it has {hints} hints: at least {HINTS} are expected"
        ));
    }
    let page = format!("chapters/{}/{}.md", exercise.chapter, exercise.page);
    if !root.join(&page).is_file() {
        fault(format!("its page {page} is not there"));
    }
    let checks = exercise.checks_file();
    if exercise.checks.is_empty() {
        faults.push(Fault::new(
            &exercise.id,
            checks,
            "holds no #[check]: nothing judges the exercise",
        ));
    }
}

/// Faults in a chapter's folders: modules that are not declared, files that belong to nothing.
///
/// # Errors
/// If a folder cannot be read.
pub fn strays(root: &Path, chapter: &Chapter, faults: &mut Vec<Fault>) -> Result<()> {
    let slugs: BTreeSet<&str> = chapter.exercises.iter().map(|e| e.slug.as_str()).collect();
    // Without metadata every file would be a stray; that the metadata is lost has been told.
    if chapter.title.is_empty() && slugs.is_empty() {
        return Ok(());
    }
    let name = &chapter.name;
    for (main, folder) in [
        (
            format!("exercises/{name}/src/lib.rs"),
            format!("exercises/{name}/src"),
        ),
        (
            format!("exercises/{name}/tests/checks/main.rs"),
            format!("exercises/{name}/tests/checks"),
        ),
        (
            format!("solutions/{name}/src/lib.rs"),
            format!("solutions/{name}/src"),
        ),
    ] {
        let declared = match modules(root, &main) {
            Ok(declared) => declared,
            Err(error) => {
                faults.push(Fault::new(name, main, error.to_string()));
                continue;
            }
        };
        for slug in &slugs {
            if !declared.contains(*slug) {
                let what =
                    format!("declares no module `{slug}`, which chapter.toml names an exercise");
                faults.push(Fault::new(&format!("{name}/{slug}"), &main, what));
            }
        }
        let own = Path::new(&main).file_name().unwrap_or_default();
        for entry in entries(&root.join(&folder))? {
            let stem = entry.file_stem().unwrap_or_default().to_string_lossy();
            if entry.file_name() != Some(own) && !declared.contains(&*stem) {
                let file = format!(
                    "{folder}/{}",
                    entry.file_name().unwrap_or_default().display()
                );
                let what = format!(
                    "is stray: chapter.toml has no exercise, and {main} no module, of this name"
                );
                faults.push(Fault::new(name, file, what));
            }
        }
        let shared: Vec<&String> = declared
            .iter()
            .filter(|d| !slugs.contains(d.as_str()))
            .collect();
        for module in shared {
            // A shared module is named by more than its own declaration; an exercise that lost its
            // metadata has a file of the same name among the checks.
            let checks = format!("exercises/{name}/tests/checks/{module}.rs");
            if main.ends_with("/lib.rs") && root.join(&checks).is_file() {
                let what = format!("has checks, but chapter.toml has no exercise `{module}`");
                faults.push(Fault::new(name, checks, what));
            }
        }
    }
    for entry in entries(&root.join(format!("solutions/{name}/right")))? {
        if !entry.is_dir() || !slugs.contains(own_name(&entry).as_str()) {
            stray(name, "right", &entry, &slugs, "a folder", faults);
            continue;
        }
        for answer in entries(&entry)? {
            if answer.is_dir() || answer.extension().is_none_or(|extension| extension != "rs") {
                let file = format!(
                    "solutions/{name}/right/{}/{}",
                    own_name(&entry),
                    own_name(&answer)
                );
                let what = "is stray: expected answers only, as .rs files";
                faults.push(Fault::new(name, file, what));
            }
        }
    }
    for entry in entries(&root.join(format!("solutions/{name}/wrong")))? {
        let stem = own_name(&entry);
        let known = stem
            .strip_suffix(".md")
            .is_some_and(|stem| slugs.contains(stem));
        if !known || entry.is_dir() {
            stray(name, "wrong", &entry, &slugs, "a catalogue (.md)", faults);
        }
    }
    Ok(())
}

fn own_name(file: &Path) -> String {
    file.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

fn stray(
    chapter: &str,
    side: &str,
    entry: &Path,
    slugs: &BTreeSet<&str>,
    expected: &str,
    faults: &mut Vec<Fault>,
) {
    let known = slugs.iter().copied().collect::<Vec<_>>().join(", ");
    faults.push(Fault::new(
        chapter,
        format!("solutions/{chapter}/{side}/{}", own_name(entry)),
        format!("is stray: expected {expected} for one of the exercises {known}"),
    ));
}

fn modules(root: &Path, file: &str) -> Result<BTreeSet<String>> {
    let file = root.join(file);
    let text = fs::read_to_string(&file).map_err(|error| Error::io("reading", &file, error))?;
    match source::modules(&text) {
        Ok(modules) => Ok(modules.into_iter().collect()),
        Err(what) => Err(Error::Metadata { file, what }),
    }
}
