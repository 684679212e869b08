//! What a workbook holds: chapters, exercises, and the checks that each exercise's pristine source
//! promises.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::error::{Error, Result};
use super::source::{self, Check};

/// A workbook's chapters that have exercises, in order of their names.
#[derive(Debug)]
pub struct Catalog {
    pub root: PathBuf,
    pub chapters: Vec<Chapter>,
}

/// A folder below `exercises/`.
#[derive(Debug)]
pub struct Chapter {
    /// Folder, package and crate in one: `ch01`.
    pub name: String,
    pub title: String,
    pub exercises: Vec<Exercise>,
}

/// An exercise, as `chapter.toml` tells of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Exercise {
    /// `ch01/overlap`
    pub id: String,
    pub chapter: String,
    pub slug: String,
    pub title: String,
    /// Its page, `order` for `chapters/ch01/order.md`.
    pub page: String,
    /// From 1 to 4.
    pub stars: u32,
    pub minutes: u32,
    pub points: u32,
    pub hints: Vec<String>,
    /// From the pristine source, never from a binary that an answer is part of.
    pub checks: Vec<Check>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Metadata {
    title: String,
    #[serde(default)]
    exercise: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    slug: String,
    title: String,
    page: String,
    stars: u32,
    minutes: u32,
    points: u32,
    hints: Vec<String>,
}

impl Chapter {
    /// Stands for a chapter that could not be read, so that its name is still known.
    pub fn unreadable(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            title: String::new(),
            exercises: Vec::new(),
        }
    }
}

impl Exercise {
    /// The file a reader edits, from the root, with `/`: `exercises/ch01/src/overlap.rs`.
    pub fn file(&self) -> String {
        format!("exercises/{}/src/{}.rs", self.chapter, self.slug)
    }

    /// The file with its checks, as [`Exercise::file`].
    pub fn checks_file(&self) -> String {
        format!("exercises/{}/tests/checks/{}.rs", self.chapter, self.slug)
    }
}

impl Catalog {
    /// Reads every chapter of the workbook at `root`.
    ///
    /// # Errors
    /// Where a chapter's metadata or a file of checks is absent or not as expected, naming it.
    pub fn load(root: &Path) -> Result<Self> {
        let chapters = chapter_names(root)?
            .iter()
            .map(|name| load_chapter(root, name))
            .collect::<Result<_>>()?;
        Ok(Self {
            root: root.to_path_buf(),
            chapters,
        })
    }

    pub fn exercises(&self) -> impl Iterator<Item = &Exercise> {
        self.chapters.iter().flat_map(|chapter| &chapter.exercises)
    }

    /// The exercises that `names` (`ch01` or `ch01/overlap`) stand for, each once, in the book's
    /// order; all of them where there are no names.
    ///
    /// # Errors
    /// Where a name stands for nothing: what there is, and the nearest of it.
    pub fn select(&self, names: &[String]) -> Result<Vec<&Exercise>> {
        let names: Vec<&str> = names
            .iter()
            .map(|name| name.trim_end_matches('/'))
            .collect();
        for name in &names {
            let known = self.chapters.iter().any(|chapter| chapter.name == *name)
                || self.exercises().any(|exercise| exercise.id == *name);
            if !known {
                return Err(self.unknown(name));
            }
        }
        Ok(self
            .exercises()
            .filter(|exercise| {
                names.is_empty()
                    || names.contains(&exercise.id.as_str())
                    || names.contains(&exercise.chapter.as_str())
            })
            .collect())
    }

    fn unknown(&self, name: &str) -> Error {
        let chapters: Vec<&str> = self.chapters.iter().map(|c| c.name.as_str()).collect();
        let (of, exercises): (_, Vec<&str>) = match name.split_once('/') {
            Some((chapter, _)) if chapters.contains(&chapter) => (
                "an exercise of the chapter",
                self.exercises()
                    .filter(|e| e.chapter == chapter)
                    .map(|e| e.id.as_str())
                    .collect(),
            ),
            _ => (
                "a chapter or an exercise",
                self.exercises().map(|e| e.id.as_str()).collect(),
            ),
        };
        let near = |known: &&str| {
            // `overlap` alone is near to `ch01/overlap`.
            let slug = known.rsplit('/').next().unwrap_or(known);
            strsim::jaro_winkler(name, known).max(strsim::jaro_winkler(name, slug))
        };
        let nearest = chapters
            .iter()
            .chain(&exercises)
            .max_by(|a, b| near(a).total_cmp(&near(b)))
            .filter(|nearest| near(nearest) > 0.7)
            .map_or(String::new(), |nearest| format!(" Did you mean {nearest}?"));
        Error::Unknown(format!(
            "`{name}` is not {of}.{nearest}\nChapters: {}\nExercises: {}",
            listed(&chapters),
            listed(&exercises),
        ))
    }
}

fn listed(names: &[&str]) -> String {
    if names.is_empty() {
        "none".to_owned()
    } else {
        names.join(", ")
    }
}

/// The folders `chNN` of packages below `exercises/`, in order.
///
/// # Errors
/// Where the folder cannot be read.
pub fn chapter_names(root: &Path) -> Result<Vec<String>> {
    let folder = root.join("exercises");
    let mut names = Vec::new();
    for entry in entries(&folder)? {
        let name = entry.file_name().unwrap_or_default().to_string_lossy();
        if name.starts_with("ch") && entry.join("Cargo.toml").is_file() {
            names.push(name.into_owned());
        }
    }
    Ok(names)
}

/// What a folder holds, in order of names; nothing where there is no such folder.
///
/// # Errors
/// Where it cannot be read.
pub fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let failed = |error| Error::io("reading the folder", folder, error);
    let listing = match fs::read_dir(folder) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        listing => listing.map_err(failed)?,
    };
    let mut found = listing
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<std::io::Result<Vec<_>>>()
        .map_err(failed)?;
    found.sort();
    Ok(found)
}

/// Reads one chapter.
///
/// # Errors
/// As [`Catalog::load`].
pub fn load_chapter(root: &Path, name: &str) -> Result<Chapter> {
    let file = root.join("exercises").join(name).join("chapter.toml");
    let text = fs::read_to_string(&file).map_err(|error| Error::io("reading", &file, error))?;
    let wrong = |what: String| Error::Metadata {
        file: file.clone(),
        what,
    };
    let metadata: Metadata = toml::from_str(&text).map_err(|error| wrong(error.to_string()))?;
    let mut exercises: Vec<Exercise> = Vec::new();
    for entry in metadata.exercise {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if entry.slug.is_empty() || !entry.slug.chars().all(plain) {
            return Err(wrong(format!(
                "the slug `{}` names a module and a file: expected a to z, 0 to 9 and _ only",
                entry.slug
            )));
        }
        if exercises.iter().any(|other| other.slug == entry.slug) {
            return Err(wrong(format!("the slug `{}` is there twice", entry.slug)));
        }
        let mut exercise = Exercise {
            id: format!("{name}/{}", entry.slug),
            chapter: name.to_owned(),
            slug: entry.slug,
            title: entry.title,
            page: entry.page,
            stars: entry.stars,
            minutes: entry.minutes,
            points: entry.points,
            hints: entry.hints,
            checks: Vec::new(),
        };
        let checks = root.join(exercise.checks_file());
        exercise.checks = match fs::read_to_string(&checks) {
            Ok(text) => {
                source::checks(&text).map_err(|what| Error::Metadata { file: checks, what })?
            }
            // An exercise without checks: `check` refuses it, and `verify` names it.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(Error::io("reading", &checks, error)),
        };
        exercises.push(exercise);
    }
    Ok(Chapter {
        name: name.to_owned(),
        title: metadata.title,
        exercises,
    })
}
