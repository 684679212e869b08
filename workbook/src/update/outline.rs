//! What a version says of its chapters, read without strictness: the tool that reads is older than the version.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::engine::catalog::is_chapter;

/// The chapters of a version, by name.
#[derive(Debug, Default)]
pub struct Outline {
    pub chapters: BTreeMap<String, Chapter>,
}

#[derive(Debug, Default)]
pub struct Chapter {
    pub title: String,
    /// In the book's order.
    pub exercises: Vec<Exercise>,
    /// By slug, with `\n` at the ends of lines.
    stubs: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize)]
pub struct Exercise {
    slug: String,
    #[serde(default)]
    pub title: String,
    #[serde(skip)]
    pub id: String,
}

#[derive(Deserialize)]
struct Metadata {
    #[serde(default)]
    title: String,
    #[serde(default)]
    exercise: Vec<Exercise>,
}

/// Whether an outline is read from the file at `path`.
pub fn is_part(path: &str) -> bool {
    matches!(path.split('/').collect::<Vec<_>>()[..],
        ["exercises", chapter, "chapter.toml" | "stubs.lock"] if is_chapter(chapter))
}

impl Outline {
    /// The outline that these files give. What cannot be understood is left out.
    pub fn of(files: &BTreeMap<String, Vec<u8>>) -> Self {
        let mut outline = Self::default();
        for (path, bytes) in files.iter().filter(|(path, _)| is_part(path)) {
            let text = String::from_utf8_lossy(bytes).replace("\r\n", "\n");
            let mut parts = path.split('/').skip(1);
            let name = parts.next().unwrap_or_default();
            let chapter = outline.chapters.entry(name.to_owned()).or_default();
            if parts.next() == Some("stubs.lock") {
                chapter.stubs = toml::from_str(&text).unwrap_or_default();
            } else if let Ok(metadata) = toml::from_str::<Metadata>(&text) {
                chapter.title = metadata.title;
                chapter.exercises = metadata.exercise;
                for exercise in &mut chapter.exercises {
                    exercise.id = format!("{name}/{}", exercise.slug);
                }
            }
        }
        outline
            .chapters
            .retain(|_, chapter| !chapter.exercises.is_empty());
        outline
    }

    pub fn exercises(&self) -> impl Iterator<Item = &Exercise> {
        self.chapters
            .values()
            .flat_map(|chapter| &chapter.exercises)
    }

    pub fn has(&self, id: &str) -> bool {
        self.exercises().any(|exercise| exercise.id == id)
    }

    /// The exercise's stub, as `stubs.lock` has it.
    pub fn stub(&self, id: &str) -> Option<&str> {
        let (chapter, slug) = id.split_once('/')?;
        Some(self.chapters.get(chapter)?.stubs.get(slug)?)
    }
}

/// The file with the answer to the exercise `id`, from the root.
pub fn answer(id: &str) -> String {
    let (chapter, slug) = id.split_once('/').unwrap_or_default();
    format!("exercises/{chapter}/src/{slug}.rs")
}

/// Whether the file at `path` is one of those that judge the exercise `id`.
pub fn judges(path: &str, id: &str) -> bool {
    let (chapter, slug) = id.split_once('/').unwrap_or_default();
    let checks = format!("exercises/{chapter}/tests/checks/{slug}");
    path.strip_prefix(&checks)
        .is_some_and(|rest| rest == ".rs" || rest.starts_with('/'))
}
