//! One answer in a tree of its own: the pristine chapter around it, and no other answer.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::catalog::{Exercise, entries};
use super::error::{Error, Result};
use super::source;

/// A staged answer. The folder goes when this is dropped.
pub struct Stage {
    folder: TempDir,
    chapter: String,
}

impl Stage {
    /// Lays out `text` as the answer to `exercise`, in a new folder below `stages`: as the workbook at
    /// `root` has the chapter, with neither another exercise nor its checks. What is compiled there is
    /// named as the reader knows it, `exercises/ch01/src/overlap.rs`, for that is its path from the
    /// stage.
    ///
    /// # Errors
    /// Where a file cannot be read or written, or `lib.rs` or the checks' `main.rs` is not Rust.
    pub fn new(
        stages: &Path,
        root: &Path,
        exercise: &Exercise,
        all: &[String],
        text: &str,
    ) -> Result<Self> {
        let folder = tempfile::Builder::new()
            .prefix(&format!("{}-{}-", exercise.chapter, exercise.slug))
            .tempdir_in(stages)
            .map_err(|error| Error::io("making a folder in", stages, error))?;
        let stage = Self {
            folder,
            chapter: exercise.chapter.clone(),
        };
        let from = root.join("exercises").join(&exercise.chapter);
        let to = stage.package();
        let keep = |module: &str| module == exercise.slug || all.iter().all(|slug| slug != module);
        let of_another = |file: &Path| {
            let folder = file.parent().unwrap_or(file);
            (folder == from.join("src") || folder == from.join("tests/checks"))
                && file.extension().is_some_and(|extension| extension == "rs")
                && file
                    .file_stem()
                    .is_some_and(|stem| all.iter().any(|slug| slug.as_str() == stem))
        };
        copy(&from, &to, &|file| {
            !of_another(file) && file != from.join("target")
        })?;
        for file in ["src/lib.rs", "tests/checks/main.rs"] {
            let pristine = from.join(file);
            let source = read(&pristine)?;
            let cut = source::keep_modules(&source, keep).map_err(|what| Error::Metadata {
                file: pristine,
                what,
            })?;
            write(&to.join(file), cut.as_bytes())?;
        }
        let checks = format!("tests/checks/{}.rs", exercise.slug);
        write(&to.join(&checks), read(&from.join(&checks))?.as_bytes())?;
        write(
            &to.join(format!("src/{}.rs", exercise.slug)),
            text.as_bytes(),
        )?;
        let out = stage.out();
        fs::create_dir_all(&out).map_err(|error| Error::io("making", &out, error))?;
        Ok(stage)
    }

    /// Stands for the workbook's root.
    pub fn root(&self) -> &Path {
        self.folder.path()
    }

    /// The chapter's package.
    pub fn package(&self) -> PathBuf {
        self.root().join("exercises").join(&self.chapter)
    }

    /// Where rustc writes.
    pub fn out(&self) -> PathBuf {
        self.root().join("out")
    }
}

fn copy(from: &Path, to: &Path, take: &dyn Fn(&Path) -> bool) -> Result<()> {
    fs::create_dir_all(to).map_err(|error| Error::io("making", to, error))?;
    for entry in entries(from)? {
        if !take(&entry) {
            continue;
        }
        let target = to.join(entry.file_name().unwrap_or_default());
        if entry.is_dir() {
            copy(&entry, &target, take)?;
        } else if entry.is_file() {
            let bytes = fs::read(&entry).map_err(|error| Error::io("reading", &entry, error))?;
            write(&target, &bytes)?;
        }
    }
    Ok(())
}

fn read(file: &Path) -> Result<String> {
    fs::read_to_string(file).map_err(|error| Error::io("reading", file, error))
}

fn write(file: &Path, bytes: &[u8]) -> Result<()> {
    fs::write(file, bytes).map_err(|error| Error::io("writing", file, error))
}
