//! Answers in a student's folder: whichever of the workbook's own folders was handed in.

use std::path::{Path, PathBuf};

use crate::engine::catalog::{Exercise, entries};
use crate::engine::error::Result;

/// The file in `folder` that answers `exercise`, if there is one.
///
/// People hand in the whole workbook, its `exercises`, one chapter, the chapter's `src`, or the files in it, and mostly
/// in a folder of another name around it. The last two do not name their chapter. They count if none of the other
/// exercises `among` which this one is has the same slug.
///
/// Links are not followed, so the file may be no file: then it cannot be judged, and its verdict says so.
pub fn find(folder: &Path, exercise: &Exercise, among: &[Exercise]) -> Option<PathBuf> {
    at(folder, exercise, among).or_else(|| {
        let only = only_folder(folder)?;
        at(&only, exercise, among)
    })
}

fn at(folder: &Path, exercise: &Exercise, among: &[Exercise]) -> Option<PathBuf> {
    let file = format!("{}.rs", exercise.slug);
    let chapter = &exercise.chapter;
    let mut places = vec![
        folder.join("exercises").join(chapter).join("src"),
        folder.join(chapter).join("src"),
    ];
    let is_chapter = |folder: Option<&Path>| {
        folder
            .and_then(Path::file_name)
            .is_some_and(|name| *name == **chapter)
    };
    let alike = |other: &&Exercise| other.slug == exercise.slug && other.id != exercise.id;
    let only_one = among.iter().find(alike).is_none();
    if only_one || is_chapter(Some(folder)) {
        places.push(folder.join("src"));
    }
    if only_one || is_chapter(folder.parent()) {
        places.push(folder.to_owned());
    }
    places
        .into_iter()
        .filter(|place| !passes_a_link(folder, place))
        .map(|place| place.join(&file))
        .find(|file| file.symlink_metadata().is_ok())
}

/// Whether there is a link on the way from `folder` down to `place`: it could lead to files of the judge's.
fn passes_a_link(folder: &Path, place: &Path) -> bool {
    place
        .ancestors()
        .take_while(|above| *above != folder)
        .any(Path::is_symlink)
}

/// The only folder in a folder that holds nothing else, as an archive has it.
fn only_folder(folder: &Path) -> Option<PathBuf> {
    let shown = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        !name.starts_with('.') && name != "__MACOSX"
    };
    let there: Vec<PathBuf> = entries(folder).ok()?.into_iter().filter(shown).collect();
    match &there[..] {
        [only] if is_folder(only) => Some(only.clone()),
        _ => None,
    }
}

/// The folders in `folder` that hold an answer to one of `exercises`: a class, a folder a student. Empty if `folder`
/// holds answers itself.
///
/// # Errors
/// If it cannot be read.
pub fn students(folder: &Path, exercises: &[Exercise]) -> Result<Vec<PathBuf>> {
    let holds = |folder: &Path| {
        exercises
            .iter()
            .any(|exercise| find(folder, exercise, exercises).is_some())
    };
    if exercises
        .iter()
        .any(|exercise| at(folder, exercise, exercises).is_some())
    {
        return Ok(Vec::new());
    }
    let inside = entries(folder)?;
    Ok(inside
        .into_iter()
        .filter(|one| is_folder(one) && holds(one))
        .collect())
}

fn is_folder(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|data| data.is_dir())
}
