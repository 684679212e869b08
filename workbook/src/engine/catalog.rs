//! What a workbook holds: chapters, exercises, and the checks that each exercise's pristine source
//! promises.

use std::fs;
use std::path::{Component, Path, PathBuf};

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
    /// Whether the stub is a program with a fault that the reader finds and fixes. Otherwise it is a `todo!`.
    pub broken: bool,
    /// From the pristine source, never from a binary that an answer is part of. Empty until read.
    pub checks: Vec<Check>,
    /// The grader's own checks, which are not in the workbook: text that belongs below that of its own ones, see
    /// [`Exercise::hide`]. Mostly empty.
    pub hidden: String,
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
    #[serde(default)]
    broken: bool,
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

    /// Reads which checks there are.
    ///
    /// # Errors
    /// Where their file cannot be read, or is not Rust.
    pub fn read_checks(&mut self, root: &Path) -> Result<()> {
        let file = root.join(self.checks_file());
        self.checks = match fs::read_to_string(&file) {
            Ok(text) => source::checks(&text).map_err(|what| Error::Metadata { file, what })?,
            // An exercise without checks: `check` refuses it, and `verify` names it.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(Error::io("reading", &file, error)),
        };
        Ok(())
    }
}

impl Exercise {
    /// Adds the checks in `text`, whose file is `shown`, to those that [`Exercise::read_checks`] has read. They are
    /// compiled as the module `hidden` inside the exercise's own file of checks, and see what is in it.
    ///
    /// # Errors
    /// Where `text` is not Rust, or holds no check.
    pub fn hide(&mut self, text: &str, shown: &Path) -> Result<()> {
        let wrong = |what: String| Error::Metadata {
            file: shown.to_owned(),
            what,
        };
        let checks = source::checks(text).map_err(wrong)?;
        if checks.is_empty() {
            return Err(wrong("it holds no #[check]".to_owned()));
        }
        self.hidden = format!(
            // The text first: it may begin with `//!`.
            "\npub(crate) mod hidden {{\n{text}\n#[allow(unused_imports)] use super::*;\n}}\n"
        );
        self.checks.extend(checks.into_iter().map(|check| Check {
            name: format!("hidden::{}", check.name),
            ..check
        }));
        Ok(())
    }
}

impl Catalog {
    /// Reads what every chapter of the workbook at `root` says of its exercises. Their checks are not
    /// read yet: see [`Exercise::read_checks`].
    ///
    /// # Errors
    /// If a chapter's metadata is absent or not as expected, naming it.
    pub fn outline(root: &Path) -> Result<Self> {
        let chapters = chapter_names(root)?
            .iter()
            .map(|name| outline_chapter(root, name))
            .collect::<Result<_>>()?;
        Ok(Self {
            root: root.to_path_buf(),
            chapters,
        })
    }

    pub fn exercises(&self) -> impl Iterator<Item = &Exercise> {
        self.chapters.iter().flat_map(|chapter| &chapter.exercises)
    }

    /// The exercises that `names` stand for, each once, in the book's order; all of them if there are
    /// no names.
    ///
    /// # Errors
    /// As [`Catalog::resolve`].
    pub fn select(&self, names: &[String]) -> Result<Vec<&Exercise>> {
        let known = self.resolve(names)?;
        Ok(self
            .exercises()
            .filter(|exercise| {
                known.is_empty()
                    || known.contains(&exercise.id)
                    || known.contains(&exercise.chapter)
            })
            .collect())
    }

    /// The one exercise that `name` stands for.
    ///
    /// # Errors
    /// As [`Catalog::resolve`]; and if `name` is a chapter: its exercises.
    pub fn exercise(&self, name: &str) -> Result<&Exercise> {
        let id = self.resolve(&[name.to_owned()])?.remove(0);
        self.exercises()
            .find(|exercise| exercise.id == id)
            .ok_or_else(|| {
                let own = self.exercises().filter(|exercise| exercise.chapter == id);
                let ids: Vec<&str> = own.map(|exercise| exercise.id.as_str()).collect();
                Error::Unknown(format!(
                    "`{name}` is a chapter: name one of its exercises.\nExercises of {id}: {}",
                    listed(&ids)
                ))
            })
    }

    /// The chapters (`ch01`) and exercises (`ch01/overlap`) that `names` stand for. An exercise also goes
    /// by its slug alone, if no other chapter has it, and by a path to its file, as the tool prints
    /// it or from the current folder.
    ///
    /// # Errors
    /// If a name stands for nothing, or for several: the nearest that there is.
    pub fn resolve(&self, names: &[String]) -> Result<Vec<String>> {
        let here = std::env::current_dir().unwrap_or_else(|_| self.root.clone());
        names.iter().map(|name| self.meant(name, &here)).collect()
    }

    fn meant(&self, name: &str, here: &Path) -> Result<String> {
        let plain = name.replace('\\', "/");
        let plain = plain.trim_end_matches('/');
        let stem = plain.strip_suffix(".rs").unwrap_or(plain);
        let is_chapter = |name: &str| self.chapters.iter().any(|chapter| chapter.name == name);
        if is_chapter(stem) || self.exercises().any(|exercise| exercise.id == stem) {
            return Ok(stem.to_owned());
        }
        for folder in [here, self.root.as_path()] {
            if let Some(id) = self.by_path(&plain_path(&folder.join(plain))) {
                return Ok(id);
            }
        }
        let alike: Vec<&str> = self
            .exercises()
            .filter(|exercise| exercise.slug == stem)
            .map(|exercise| exercise.id.as_str())
            .collect();
        match alike[..] {
            [only] => Ok(only.to_owned()),
            [] => Err(self.unknown(name, stem)),
            _ => Err(Error::Unknown(format!(
                "`{name}` is an exercise of several chapters: say {}.",
                alike.join(" or ")
            ))),
        }
    }

    /// The chapter or exercise to which a path, without `.` and `..`, belongs.
    fn by_path(&self, path: &Path) -> Option<String> {
        let parts: Vec<String> = path
            .strip_prefix(plain_path(&self.root))
            .ok()?
            .components()
            .map(|part| part.as_os_str().to_string_lossy().into_owned())
            .collect();
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        let (chapter, file) = match parts[..] {
            ["exercises", chapter] | ["exercises", chapter, "src" | "tests"] => (chapter, None),
            ["exercises", chapter, "src", file]
            | ["exercises", chapter, "tests", "checks", file] => (chapter, Some(file)),
            _ => return None,
        };
        let chapter = self.chapters.iter().find(|known| known.name == chapter)?;
        let Some(slug) = file.and_then(|file| file.strip_suffix(".rs")) else {
            return file.is_none().then(|| chapter.name.clone());
        };
        let mut exercises = chapter.exercises.iter();
        Some(exercises.find(|exercise| exercise.slug == slug)?.id.clone())
    }

    fn unknown(&self, name: &str, stem: &str) -> Error {
        let chapters: Vec<&str> = self.chapters.iter().map(|c| c.name.as_str()).collect();
        let within = stem
            .split_once('/')
            .and_then(|(chapter, _)| self.chapters.iter().find(|known| known.name == chapter));
        let last = |name: &str| name.rsplit('/').next().unwrap_or(name).to_owned();
        let near = |known: &&str| {
            // `overlap` alone is near to `ch01/overlap`, and so is a path that ends in it.
            strsim::jaro_winkler(stem, known).max(strsim::jaro_winkler(&last(stem), &last(known)))
        };
        let exercises = self.exercises().map(|exercise| exercise.id.as_str());
        let nearest = chapters
            .iter()
            .copied()
            .chain(exercises)
            .max_by(|a, b| near(a).total_cmp(&near(b)))
            .filter(|nearest| near(nearest) > 0.7)
            .map_or(String::new(), |nearest| format!(" Did you mean {nearest}?"));
        let there_is = match within {
            Some(chapter) => {
                let ids: Vec<&str> = chapter.exercises.iter().map(|e| e.id.as_str()).collect();
                format!("Exercises of {}: {}", chapter.name, listed(&ids))
            }
            None => format!("Chapters: {}", listed(&chapters)),
        };
        Error::Unknown(format!(
            "`{name}` names no chapter and no exercise.{nearest}\n{there_is}"
        ))
    }
}

/// `path` without `.` and `..`, as it is written: the file need not be there.
fn plain_path(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            part => plain.push(part),
        }
    }
    plain
}

fn listed(names: &[&str]) -> String {
    if names.is_empty() {
        "none".to_owned()
    } else {
        names.join(", ")
    }
}

/// The chapters that the workspace at `root` names as members, `exercises/chNN`, and that have a folder
/// there, in order. Another folder beside them, as a reader's backup of one, is no chapter.
///
/// # Errors
/// If the workspace's manifest cannot be read.
pub fn chapter_names(root: &Path) -> Result<Vec<String>> {
    #[derive(Deserialize)]
    struct Manifest {
        workspace: Workspace,
    }
    #[derive(Deserialize)]
    struct Workspace {
        members: Vec<String>,
    }
    let file = root.join("Cargo.toml");
    let text = fs::read_to_string(&file).map_err(|error| Error::io("reading", &file, error))?;
    let manifest: Manifest = toml::from_str(&text).map_err(|error| Error::Metadata {
        file,
        what: error.to_string(),
    })?;
    let folder = root.join("exercises");
    let mut names: Vec<String> = manifest
        .workspace
        .members
        .iter()
        .filter_map(|member| member.strip_prefix("exercises/"))
        .filter(|name| is_chapter(name) && folder.join(name).join("Cargo.toml").is_file())
        .map(str::to_owned)
        .collect();
    names.sort();
    names.dedup();
    Ok(names)
}

/// `ch` and two digits.
pub fn is_chapter(name: &str) -> bool {
    name.strip_prefix("ch")
        .is_some_and(|rest| rest.len() == 2 && rest.bytes().all(|byte| byte.is_ascii_digit()))
}

/// What a folder holds, in order of names; nothing if there is no such folder.
///
/// # Errors
/// If it cannot be read.
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

/// Reads one chapter, with its checks.
///
/// # Errors
/// If its metadata or a file of checks is absent or not as expected, naming it.
pub fn load_chapter(root: &Path, name: &str) -> Result<Chapter> {
    let mut chapter = outline_chapter(root, name)?;
    for exercise in &mut chapter.exercises {
        exercise.read_checks(root)?;
    }
    Ok(chapter)
}

fn outline_chapter(root: &Path, name: &str) -> Result<Chapter> {
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
        exercises.push(Exercise {
            id: format!("{name}/{}", entry.slug),
            chapter: name.to_owned(),
            slug: entry.slug,
            title: entry.title,
            page: entry.page,
            stars: entry.stars,
            minutes: entry.minutes,
            points: entry.points,
            hints: entry.hints,
            broken: entry.broken,
            checks: Vec::new(),
            hidden: String::new(),
        });
    }
    Ok(Chapter {
        name: name.to_owned(),
        title: metadata.title,
        exercises,
    })
}
