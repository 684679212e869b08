//! A repository for students: chosen exercises with their pages and checks, and what is needed to read, answer and
//! judge them. Nothing else of the workbook gets in: files are named one by one, and none is below `solutions/`.
//!
//! The repository is made in memory first. The same workbook and the same wishes give the same bytes.

mod listings;
mod lock;
mod manifests;
mod pages;
mod sources;
mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context as _, bail};

use super::assignment::{Assignment, Part};
use crate::engine::catalog::{Catalog, Exercise, entries};
use crate::engine::source::keep_modules;
use crate::engine::stubs::{self, Stubs};

/// What to hand out.
pub struct Wanted<'a> {
    /// The exercises, in the book's order.
    pub exercises: Vec<&'a Exercise>,
    pub title: String,
    /// RFC 3339.
    pub deadline: Option<String>,
    /// Where the whole book is published: links to pages that are left out go there. Without it they become text.
    pub book: Option<String>,
}

/// The files of a repository, by their names from its root.
#[derive(Debug, Default, PartialEq)]
pub struct Repository {
    files: BTreeMap<String, Vec<u8>>,
}

/// The packages that every repository holds beside those of its chapters.
const CRATES: [&str; 5] = [
    "workbook",
    "workbook/launcher",
    "chapters/listings",
    "exercises/kit",
    "exercises/kit/macros",
];

impl Repository {
    /// Makes what `wanted` asks for from the workbook of `catalog`.
    ///
    /// # Errors
    /// If nothing is wanted; if the stub of an exercise is not known, so that an answer could get in; if a file of the
    /// workbook is absent or cannot be read.
    pub fn make(catalog: &Catalog, wanted: &Wanted<'_>) -> anyhow::Result<Self> {
        if wanted.exercises.is_empty() {
            bail!("no exercise is chosen: name chapters or exercises that the workbook has");
        }
        let root = catalog.root.as_path();
        let mut made = Self::default();
        let chosen = |chapter: &str| -> Vec<&Exercise> {
            let all = wanted.exercises.iter().copied();
            all.filter(|exercise| exercise.chapter == chapter).collect()
        };
        let mut chapters = BTreeMap::new();
        for chapter in &catalog.chapters {
            let own = chosen(&chapter.name);
            if !own.is_empty() {
                let whole = own.len() == chapter.exercises.len();
                chapters.insert(chapter.name.as_str(), whole);
                made.chapter(root, chapter, &own)?;
            }
        }
        for name in [
            "book.toml",
            ".gitignore",
            ".cargo/config.toml",
            "rust-toolchain.toml",
            "rust-toolchain",
            "LICENSE-APACHE",
            "LICENSE-CC-BY-4.0",
            "LICENSE-MIT",
        ] {
            made.copy_if_there(root, name)?;
        }
        pages::add(&mut made, catalog, wanted)?;
        listings::add(&mut made, root)?;
        made.crates(root, &chapters)?;
        manifests::trim(&mut made, root, &chapters)?;
        lock::add(&mut made, root)?;
        made.put(
            "assignment.toml",
            &words::settings(&assignment(catalog, wanted))?,
        );
        made.put("README.md", &words::readme(catalog, wanted));
        made.put(".github/workflows/points.yml", words::WORKFLOW);
        Ok(made)
    }

    /// Writes the repository into `folder`, which may hold `.git` and nothing else.
    ///
    /// # Errors
    /// If it holds something, or cannot be written.
    pub fn write(&self, folder: &Path) -> anyhow::Result<()> {
        let is_git = |path: &Path| path.file_name().is_some_and(|name| name == ".git");
        if folder.exists() && (!folder.is_dir() || entries(folder)?.iter().any(|one| !is_git(one)))
        {
            bail!(
                "{} is not empty: name a new folder, or remove what is there",
                folder.display()
            );
        }
        for (name, bytes) in &self.files {
            let file = folder.join(name);
            let parent = file.parent().unwrap_or(folder);
            fs::create_dir_all(parent).with_context(|| format!("making {}", parent.display()))?;
            fs::write(&file, bytes).with_context(|| format!("writing {}", file.display()))?;
        }
        Ok(())
    }

    /// How many files it holds.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    fn put(&mut self, name: &str, text: &str) {
        self.files.insert(name.to_owned(), text.as_bytes().to_vec());
    }

    fn text(&self, name: &str) -> Option<&str> {
        std::str::from_utf8(self.files.get(name)?).ok()
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    fn has(&self, name: &str) -> bool {
        self.files.contains_key(name)
    }

    /// Copies a file of the workbook; text with `\n` at the ends of its lines.
    fn copy(&mut self, root: &Path, name: &str) -> anyhow::Result<()> {
        if name.split('/').any(|part| part == "..") || name.starts_with("solutions/") {
            bail!("{name} must not be handed out, and something that is handed out needs it");
        }
        let file = root.join(name);
        let bytes = fs::read(&file).with_context(|| format!("reading {}", file.display()))?;
        let bytes = match String::from_utf8(bytes) {
            Ok(text) => text.replace("\r\n", "\n").into_bytes(),
            Err(error) => error.into_bytes(),
        };
        self.files.insert(name.to_owned(), bytes);
        Ok(())
    }

    fn copy_if_there(&mut self, root: &Path, name: &str) -> anyhow::Result<()> {
        match root.join(name).is_file() {
            true => self.copy(root, name),
            false => Ok(()),
        }
    }

    /// Copies the files below `folder` with one of these endings.
    fn copy_folder(&mut self, root: &Path, folder: &str, endings: &[&str]) -> anyhow::Result<()> {
        for entry in entries(&root.join(folder))? {
            let name = entry.file_name().unwrap_or_default().to_string_lossy();
            let path = format!("{folder}/{name}");
            let ending = entry.extension().unwrap_or_default().to_string_lossy();
            if entry.is_dir() {
                self.copy_folder(root, &path, endings)?;
            } else if endings.contains(&&*ending) {
                self.copy(root, &path)?;
            }
        }
        Ok(())
    }

    /// The package of one chapter: the stubs of the `chosen` exercises, their checks, and what both need.
    fn chapter(
        &mut self,
        root: &Path,
        chapter: &crate::engine::catalog::Chapter,
        chosen: &[&Exercise],
    ) -> anyhow::Result<()> {
        let folder = format!("exercises/{}", chapter.name);
        let slugs: BTreeSet<&str> = chosen.iter().map(|exercise| &*exercise.slug).collect();
        let known = Stubs::read(root, &chapter.name)?;
        for exercise in chosen {
            let Some(stub) = known.get(exercise) else {
                bail!(
                    "the stub of {} is not known, and its file could hold an answer: run `cargo workbook \
                     verify {}` first, which writes {}",
                    exercise.id,
                    exercise.id,
                    stubs::file(&chapter.name)
                );
            };
            self.put(&exercise.file(), stub);
        }
        let own = chosen.iter().map(|exercise| exercise.slug.as_str());
        self.put(
            &stubs::file(&chapter.name),
            &known.text_of(&own.collect::<Vec<_>>()),
        );
        self.copy(root, &format!("{folder}/Cargo.toml"))?;
        let name = format!("{folder}/chapter.toml");
        self.copy(root, &name)?;
        let text = manifests::keep_tables(self.text(&name).unwrap_or_default(), |table| {
            table.name != "[exercise]"
                || table
                    .value("slug")
                    .is_none_or(|slug| slugs.contains(&*slug))
        });
        self.put(&name, &text);

        // The crate's root and that of its checks, without what is not handed out.
        let left_out = |module: &str| {
            let all = chapter.exercises.iter();
            let mut others = all.filter(|exercise| !slugs.contains(&*exercise.slug));
            others.any(|exercise| exercise.slug == module)
        };
        let answers: BTreeSet<String> = chapter.exercises.iter().map(Exercise::file).collect();
        for top in ["src/lib.rs", "tests/checks/main.rs"] {
            let name = format!("{folder}/{top}");
            self.copy(root, &name)?;
            let text = self.text(&name).unwrap_or_default();
            let text = keep_modules(text, |module| !left_out(module))
                .map_err(|what| anyhow::anyhow!("{name}: {what}"))?;
            self.put(&name, &sources::without_gaps(&text));
            sources::follow(self, root, &name, &answers)?;
        }
        Ok(())
    }

    /// The packages that the chapters, the pages and the reader need.
    fn crates(&mut self, root: &Path, chapters: &BTreeMap<&str, bool>) -> anyhow::Result<()> {
        for folder in CRATES {
            self.copy(root, &format!("{folder}/Cargo.toml"))?;
            // With what the tool's source includes: scripts, and files without an ending.
            let endings = ["rs", "js", "sh", "yml", ""];
            self.copy_folder(root, &format!("{folder}/src"), &endings)?;
        }
        self.copy_folder(root, "workbook/theme", &["js", "css", "hbs"])?;
        // The programs that are put together from the answers of whole chapters: only if all of these are there.
        let whole = |chapter: &&str| chapters.get(*chapter) == Some(&true);
        let programs: [(&str, &[&str]); 2] = [
            ("exercises/machine", &["ch04", "ch05"]),
            ("exercises/downloader", &["ch15"]),
        ];
        for (folder, needs) in programs {
            if needs.iter().all(whole) && root.join(folder).is_dir() {
                self.copy(root, &format!("{folder}/Cargo.toml"))?;
                self.copy_folder(root, &format!("{folder}/src"), &["rs"])?;
            }
        }
        Ok(())
    }
}

/// What `grade` will be told.
fn assignment(catalog: &Catalog, wanted: &Wanted<'_>) -> Assignment {
    let mut assignment = Assignment {
        title: wanted.title.clone(),
        deadline: wanted.deadline.clone(),
        ..Assignment::default()
    };
    for chapter in &catalog.chapters {
        let own = wanted.exercises.iter();
        let own: Vec<_> = own.filter(|one| one.chapter == chapter.name).collect();
        if own.len() == chapter.exercises.len() {
            assignment.chapters.push(chapter.name.clone());
            continue;
        }
        assignment.exercises.extend(own.into_iter().map(|one| Part {
            id: one.id.clone(),
            points: None,
            reveal: None,
        }));
    }
    assignment
}
