//! What an update brings, for people.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::kept::Kept;
use super::outline::{self, Outline};
use super::plan::{Note, Plan, Versions};
use crate::engine::catalog::{Catalog, Exercise};
use crate::standing::{self, Standing};
use crate::state;

/// What an update did, or would do.
#[derive(Debug, Default)]
pub struct Report {
    /// Where the new version came from: a remote, a folder, an archive.
    pub from: String,
    /// The commits before and after, if there is a common history.
    pub commits: Option<Commits>,
    /// Whether it completes one that was interrupted.
    pub completes: bool,
    /// New chapters: name, title, how many exercises.
    pub chapters: Vec<(String, String, usize)>,
    /// New exercises of chapters that were there: id and title.
    pub exercises: Vec<(String, String)>,
    /// Exercises that the new version does not have, and which new one has their title.
    pub gone: Vec<(String, Option<String>)>,
    /// Exercises of which checks changed.
    pub checks: Vec<String>,
    /// Those of which the last verdicts no longer hold.
    pub again: Vec<String>,
    pub notes: Vec<Note>,
    pub new: usize,
    pub changed: usize,
    pub removed: usize,
    /// Whether the tool itself changes.
    pub tool: bool,
    /// The Rust version that the new one needs, if that changes.
    pub rust: Option<String>,
    /// The folder with what was touched, from the root; none if nothing was.
    pub kept: Option<String>,
    /// Whether it is a clone in which nothing could be committed, since the histories have no commit in common.
    pub unrelated: bool,
}

#[derive(Debug)]
pub struct Commits {
    pub old: String,
    pub new: String,
    /// How many the new version has more.
    pub count: usize,
    /// The merge commit, if the reader has commits too.
    pub merge: Option<String>,
}

impl Report {
    /// Whether something is left for the reader to look at.
    pub fn is_open(&self) -> bool {
        self.notes.iter().any(|note| note.beside.is_some())
    }

    /// What `plan` would do to the workbook at `root`, as it is before. `completed` holds what an interrupted update has
    /// done of it.
    pub fn of(
        root: &Path,
        versions: &Versions,
        outlines: (&Outline, &Outline),
        plan: &Plan,
        completed: Option<&Kept>,
    ) -> Self {
        let (before, after) = outlines;
        let mut report = Self::default();
        for (name, chapter) in &after.chapters {
            match before.chapters.contains_key(name) {
                false => {
                    let count = chapter.exercises.len();
                    let title = chapter.title.clone();
                    report.chapters.push((name.clone(), title, count));
                }
                true => {
                    let new = chapter.exercises.iter().filter(|one| !before.has(&one.id));
                    let new = new.map(|one| (one.id.clone(), one.title.clone()));
                    report.exercises.extend(new);
                }
            }
        }
        for one in before.exercises().filter(|one| !after.has(&one.id)) {
            let mut new = after.exercises().filter(|new| !before.has(&new.id));
            let renamed = new.find(|new| !one.title.is_empty() && new.title == one.title);
            let renamed = renamed.map(|new| new.id.clone());
            report.gone.push((one.id.clone(), renamed));
        }
        let done = completed.into_iter().flat_map(Kept::touched);
        let paths: BTreeSet<&str> = plan.steps.keys().map(String::as_str).chain(done).collect();
        let touched = |id: &str| paths.iter().any(|path| outline::judges(path, id));
        let both = after.exercises().filter(|one| before.has(&one.id));
        let checks = both.filter(|one| touched(&one.id));
        report.checks = checks.map(|one| one.id.clone()).collect();
        let again = judged(root, completed.is_some()).into_iter();
        report.again = again
            .filter(|id| after.has(id))
            .filter(|id| touched(id) || paths.contains(&*outline::answer(id)))
            .collect();
        report.tool = paths
            .iter()
            .any(|path| path.starts_with("workbook/") || *path == "Cargo.lock");
        let old = fs::read(root.join("Cargo.toml")).ok();
        let old = rust(old.as_deref());
        report.rust =
            rust(versions.theirs.text("Cargo.toml")).filter(|new| old.as_ref() != Some(new));
        (report.new, report.changed, report.removed) = (plan.new, plan.changed, plan.removed);
        report.notes.clone_from(&plan.notes);
        report
    }
}

/// The exercises with verdicts of the answer and the checks as they are now; or `as_they_were`, too.
fn judged(root: &Path, as_they_were: bool) -> Vec<String> {
    let rows = || -> anyhow::Result<Vec<String>> {
        let catalog = Catalog::outline(root)?;
        let all: Vec<&Exercise> = catalog.exercises().collect();
        let rows = standing::rows(&catalog, &all, &state::read(root)?)?;
        let holds = |standing| {
            use Standing::{Begun, Changed, DoesNotCompile, Done};
            matches!(standing, Done | Begun | DoesNotCompile)
                || (as_they_were && standing == Changed)
        };
        let judged = rows.iter().filter(|row| holds(row.standing));
        Ok(judged.map(|row| row.exercise.id.clone()).collect())
    };
    // A tree that cannot be read now may be what the update repairs.
    rows().unwrap_or_default()
}

/// The Rust version that a workspace's manifest asks for.
fn rust(manifest: Option<&[u8]>) -> Option<String> {
    let manifest: toml::Table = toml::from_str(std::str::from_utf8(manifest?).ok()?).ok()?;
    let version = manifest
        .get("workspace")?
        .get("package")?
        .get("rust-version")?;
    Some(version.as_str()?.to_owned())
}
