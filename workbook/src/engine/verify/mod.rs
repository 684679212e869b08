//! Proving the checks: what `verify` looks for.
//!
//! A check is worth nothing until something fails it. So each exercise comes with answers: the stub
//! (every check must fail on it, by its `todo!`), the reference and the right answers (every check
//! must pass), and the wrong answers, each of which names the check that must reject it and words
//! that the rejection must hold. All of them go through the same engine as a reader's own.

mod digest;
mod flakes;
mod listings;
mod proofs;
mod prove;
mod shelf;
mod stubs;
mod tree;

use std::collections::BTreeSet;
use std::path::Path;

use serde::Serialize;

use super::catalog::{Catalog, Chapter, Exercise, chapter_names, load_chapter};
use super::error::Result;
use super::ledger::Ledger;

pub use digest::Digests;
pub use flakes::Flakes;
pub use prove::{Proven, Wanted};

/// Something that an author has to fix. As JSON (`verify --json`) it is one object a line.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Fault {
    /// The exercise (`ch01/overlap`), the chapter (`ch01`), or `listings`.
    pub about: String,
    /// The file to look at, from the root.
    pub file: String,
    /// What was found, and what was expected.
    pub fault: String,
}

impl Fault {
    fn new(about: &str, file: impl Into<String>, fault: impl Into<String>) -> Self {
        Self {
            about: about.to_owned(),
            file: file.into(),
            fault: fault.into(),
        }
    }
}

/// What was looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    pub chapters: usize,
    pub exercises: usize,
    pub checks: usize,
    pub wrong: usize,
    pub right: usize,
    /// Exercises proven as a whole; the ledger covers the others.
    pub proven: usize,
    /// Answers to the others that were proven again.
    pub sampled: usize,
    /// Rust programs that the book shows.
    pub listings: usize,
    /// Python programs that the book shows.
    pub python: usize,
}

/// How far a proof is, in answers or in runs.
#[derive(Clone, Copy, Debug)]
pub struct Progress<'a> {
    pub done: usize,
    pub total: usize,
    /// What was last done, or is being waited for.
    pub what: &'a str,
}

/// The chapters and exercises to prove.
pub struct Scope {
    catalog: Catalog,
    /// Chapters proven as a whole, including stray files.
    whole: BTreeSet<String>,
    exercises: Vec<Exercise>,
    ledger: Ledger,
    faults: Vec<Fault>,
}

impl Scope {
    /// Reads the workbook at `root`, and chooses `names` from it (see [`Catalog::select`]). A chapter
    /// that cannot be read is a fault, and the others are proven all the same.
    ///
    /// # Errors
    /// If a name stands for nothing, or no folder can be read.
    pub fn read(root: &Path, names: &[String]) -> Result<Self> {
        let mut chapters: Vec<Chapter> = Vec::new();
        let mut faults = Vec::new();
        for name in chapter_names(root)? {
            match load_chapter(root, &name) {
                Ok(chapter) => chapters.push(chapter),
                Err(error) => {
                    let file = format!("exercises/{name}/chapter.toml");
                    faults.push(Fault::new(&name, file, error.to_string()));
                    chapters.push(Chapter::unreadable(&name));
                }
            }
        }
        let catalog = Catalog {
            root: root.to_path_buf(),
            chapters,
        };
        let exercises: Vec<Exercise> = catalog.select(names)?.into_iter().cloned().collect();
        let named = |chapter: &str| {
            names.is_empty()
                || names
                    .iter()
                    .any(|name| name.trim_end_matches('/') == chapter)
        };
        let whole: BTreeSet<String> = catalog
            .chapters
            .iter()
            .map(|chapter| chapter.name.clone())
            .filter(|name| named(name))
            .collect();
        faults.retain(|fault| whole.contains(&fault.about));
        Ok(Self {
            ledger: Ledger::read(root)?,
            catalog,
            whole,
            exercises,
            faults,
        })
    }

    fn chapters(&self) -> BTreeSet<&str> {
        let of_exercises = self
            .exercises
            .iter()
            .map(|exercise| exercise.chapter.as_str());
        self.whole
            .iter()
            .map(String::as_str)
            .chain(of_exercises)
            .collect()
    }
}
