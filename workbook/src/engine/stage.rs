//! Answers about to be compiled: the pristine chapter around them, and no other answer.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};
use tempfile::TempDir;

use super::again::{self, Laid};
use super::catalog::entries;
use super::error::{Error, Result};
use super::ledger::short;
use super::place::Place;
use super::source;

/// What is compiled together: answers to exercises of one chapter.
pub struct Piece<'a> {
    pub chapter: &'a str,
    /// Slugs and texts.
    pub answers: Vec<(&'a str, &'a str)>,
    /// The slugs of the chapter's exercises.
    pub all: &'a [String],
    /// The text of the checks of the only answer, if it is another than the workbook's. Then no file of the
    /// checks is there before [`Stage::lay_checks`].
    pub checks: Option<&'a str>,
}

/// A staged piece. Its own folder goes when this is dropped.
pub struct Stage {
    folder: TempDir,
    /// Where it is compiled, until it is.
    place: Option<Place>,
    root: PathBuf,
    answers: Vec<PathBuf>,
    /// Of the files laid that are no answers, by their names and texts.
    base: Sha256,
    /// Of the answers, by their slugs.
    digests: BTreeMap<String, String>,
    /// The files that are laid only when the answer's library has been compiled.
    late: Vec<(PathBuf, Vec<u8>)>,
}

impl Stage {
    /// Lays out `piece` as the workbook at `root` has the chapter, with neither another exercise nor
    /// its checks: in `place`, else in a new folder below `stages`. What is compiled there is named as
    /// the reader knows it, `exercises/ch01/src/overlap.rs`, for that is its path from the stage.
    ///
    /// # Errors
    /// If a file cannot be read or written, or `lib.rs` or the checks' `main.rs` is not Rust.
    pub fn new(
        stages: &Path,
        place: Option<Place>,
        root: &Path,
        piece: &Piece<'_>,
    ) -> Result<Self> {
        let chapter = piece.chapter;
        let slugs: Vec<&str> = piece.answers.iter().map(|(slug, _)| *slug).collect();
        let prefix = match slugs[..] {
            [slug] => format!("{chapter}-{slug}-"),
            _ => format!("{chapter}-"),
        };
        let folder = tempfile::Builder::new()
            .prefix(&prefix)
            .tempdir_in(stages)
            .map_err(|error| Error::io("making a folder in", stages, error))?;
        let tree = place
            .as_ref()
            .map_or_else(|| folder.path().join("tree"), Place::tree);
        let package = tree.join("exercises").join(chapter);
        let mut stage = Self {
            answers: slugs
                .iter()
                .map(|slug| package.join(format!("src/{slug}.rs")))
                .collect(),
            folder,
            place,
            root: tree,
            base: Sha256::new(),
            digests: BTreeMap::new(),
            late: Vec::new(),
        };
        stage.clear_out()?;
        for made in [stage.out(), stage.scratch()] {
            fs::create_dir_all(&made).map_err(|error| Error::io("making", &made, error))?;
        }
        let keep =
            |module: &str| slugs.contains(&module) || piece.all.iter().all(|slug| slug != module);
        let from = root.join("exercises").join(chapter);
        let mut files = Vec::new();
        pristine(&from, Path::new(""), piece.all, &slugs, &mut files)?;
        let mut there = BTreeSet::new();
        for name in files {
            let file = from.join(&name);
            let mut bytes = fs::read(&file).map_err(|error| Error::io("reading", &file, error))?;
            if name == Path::new("src/lib.rs") || name == Path::new("tests/checks/main.rs") {
                let text = String::from_utf8_lossy(&bytes);
                let cut = source::keep_modules(&text, keep);
                bytes = cut
                    .map_err(|what| Error::Metadata { file, what })?
                    .into_bytes();
            }
            let target = package.join(&name);
            if let (Some(checks), [slug]) = (piece.checks, &slugs[..])
                && name.starts_with("tests")
            {
                if name == Path::new(&format!("tests/checks/{slug}.rs")) {
                    bytes = checks.as_bytes().to_vec();
                }
                stage.late.push((target, bytes));
                continue;
            }
            for part in [target.as_os_str().as_encoded_bytes(), &bytes] {
                stage.base.update((part.len() as u64).to_le_bytes());
                stage.base.update(part);
            }
            put(&target, &bytes)?;
            there.insert(target);
        }
        for (file, (slug, text)) in stage.answers.iter().zip(&piece.answers) {
            let digest = short(&Sha256::digest(text));
            stage.digests.insert((*slug).to_owned(), digest);
            put(file, text.as_bytes())?;
            there.insert(file.clone());
        }
        remove_others(&stage.root, &there)?;
        Ok(stage)
    }

    /// Digests of all that is laid out: the same ones mean the same files.
    pub fn laid(&self) -> Laid {
        Laid {
            base: short(&self.base.clone().finalize()),
            answers: self.digests.clone(),
        }
    }

    /// Lays the checks, if they are not there yet.
    ///
    /// # Errors
    /// If one cannot be written.
    pub fn lay_checks(&self) -> Result<()> {
        self.late
            .iter()
            .try_for_each(|(file, bytes)| put(file, bytes))
    }

    /// Stands for the workbook's root, until [`Stage::leave_place`].
    pub fn root(&self) -> &Path {
        &self.root
    }

    pub fn place(&self) -> Option<&Place> {
        self.place.as_ref()
    }

    /// Where rustc writes: also in the place, until that is left.
    pub fn out(&self) -> PathBuf {
        self.place
            .as_ref()
            .map_or_else(|| self.folder.path().join("out"), Place::out)
    }

    fn clear_out(&self) -> Result<()> {
        match fs::remove_dir_all(self.out()) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(Error::io("emptying", &self.out(), error))
            }
            _ => Ok(()),
        }
    }

    /// An empty folder of its own, in which its checks run.
    pub fn scratch(&self) -> PathBuf {
        self.folder.path().join("run")
    }

    /// A copy of what rustc remembers, for this stage alone.
    pub fn session(&self) -> PathBuf {
        self.folder.path().join("session")
    }

    /// Puts another text in the place of the only answer.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn replace(&self, text: &str) -> Result<()> {
        match &self.answers[..] {
            [only] => put(only, text.as_bytes()),
            _ => Err(Error::Broken("a piece of several answers".to_owned())),
        }
    }

    /// Takes a program that rustc has written into the stage's own folder: where it is then.
    ///
    /// # Errors
    /// If it cannot be moved.
    pub fn keep(&self, program: &Path) -> Result<PathBuf> {
        let folder = self.folder.path().join("out");
        let kept = folder.join(program.file_name().unwrap_or_default());
        if kept == program {
            return Ok(kept);
        }
        fs::create_dir_all(&folder).map_err(|error| Error::io("making", &folder, error))?;
        // The stages may be on another disk.
        if fs::rename(program, &kept).is_err() {
            fs::copy(program, &kept).map_err(|error| Error::io("writing", &kept, error))?;
        }
        Ok(kept)
    }

    /// A program that the place keeps, under a name in the stage's own folder: where it is then.
    ///
    /// # Errors
    /// If it cannot be copied.
    pub fn borrow(&self, program: &Path) -> Result<PathBuf> {
        let folder = self.folder.path().join("out");
        let borrowed = folder.join(program.file_name().unwrap_or_default());
        fs::create_dir_all(&folder)
            .and_then(|()| again::link(program, &borrowed))
            .map_err(|error| Error::io("writing", &borrowed, error))?;
        Ok(borrowed)
    }

    /// Lets the next answer into the place. Nothing of this one stays in it.
    pub fn leave_place(&mut self) {
        if self.place.is_some() {
            for answer in &self.answers {
                // Where something cannot be removed, the next one overwrites it.
                let _ = fs::remove_file(answer);
            }
            let _ = self.clear_out();
        }
        self.place = None;
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.leave_place();
    }
}

/// The names, from the package `from`, of the files below `folder` that a stage takes from the
/// workbook: no answer, and no check of another exercise than `slugs`.
fn pristine(
    from: &Path,
    folder: &Path,
    all: &[String],
    slugs: &[&str],
    found: &mut Vec<PathBuf>,
) -> Result<()> {
    for entry in entries(&from.join(folder))? {
        let file_name = entry.file_name().unwrap_or_default();
        let name = folder.join(file_name);
        if entry.is_dir() {
            // What a reader tries beside the answers, and what cargo built, is none of the chapter.
            let scratch = ["target", "src/bin", "examples", "benches"];
            if !scratch.iter().any(|other| name == Path::new(other)) {
                pristine(from, &name, all, slugs, found)?;
            }
            continue;
        }
        let stem = entry.file_stem().unwrap_or_default().to_string_lossy();
        let is_rust = entry.extension().is_some_and(|extension| extension == "rs");
        let of_exercise = is_rust && all.iter().any(|slug| *slug == stem);
        let is_answer = of_exercise && folder == Path::new("src");
        let of_another =
            of_exercise && folder == Path::new("tests/checks") && !slugs.contains(&stem.as_ref());
        if entry.is_file() && !is_answer && !of_another {
            found.push(name);
        }
    }
    Ok(())
}

/// Writes `file` with its folder, unless it is like that already.
fn put(file: &Path, bytes: &[u8]) -> Result<()> {
    if fs::read(file).is_ok_and(|there| there == bytes) {
        return Ok(());
    }
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).map_err(|error| Error::io("making", folder, error))?;
    }
    fs::write(file, bytes).map_err(|error| Error::io("writing", file, error))
}

/// Removes from `folder` every file that is not one of `files`.
fn remove_others(folder: &Path, files: &BTreeSet<PathBuf>) -> Result<()> {
    for entry in entries(folder)? {
        if entry.is_dir() && !entry.is_symlink() {
            remove_others(&entry, files)?;
        } else if !files.contains(&entry) {
            fs::remove_file(&entry).map_err(|error| Error::io("removing", &entry, error))?;
        }
    }
    Ok(())
}
