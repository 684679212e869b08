//! Which answers to judge: the workbook's own, or another tree's.

use std::path::Path;

use anyhow::bail;

use crate::engine::catalog::{Catalog, Exercise};
use crate::engine::{Answer, Source};

/// The answers to the exercises `chosen`: from `folder` where it has them, else from the workbook,
/// or not at all where `only`.
///
/// # Errors
/// Where there is nothing to judge: what was expected, and what is there.
pub fn gather(
    catalog: &Catalog,
    chosen: &[Exercise],
    folder: Option<&Path>,
    only: bool,
) -> anyhow::Result<Vec<Answer>> {
    if chosen.is_empty() {
        bail!(
            "{} holds no exercise: expected exercises/ch01/chapter.toml with an [[exercise]] in it",
            catalog.root.display()
        );
    }
    if let Some(exercise) = chosen.iter().find(|exercise| exercise.checks.is_empty()) {
        bail!(
            "{} cannot be judged: {} holds no #[check]. Restore the file as the project has it.",
            exercise.id,
            exercise.checks_file()
        );
    }
    let own = |exercise: &Exercise| Answer {
        exercise: exercise.clone(),
        source: Source::File(catalog.root.join(exercise.file())),
        shown: exercise.file(),
    };
    let Some(folder) = folder else {
        return Ok(chosen.iter().map(own).collect());
    };
    let theirs = |exercise: &Exercise| {
        let file = folder
            .join(&exercise.chapter)
            .join("src")
            .join(format!("{}.rs", exercise.slug));
        // Also where it is no plain file: that it cannot be read is then its verdict.
        file.symlink_metadata().is_ok().then(|| Answer {
            exercise: exercise.clone(),
            shown: file.display().to_string(),
            source: Source::File(file),
        })
    };
    if !catalog
        .exercises()
        .any(|exercise| theirs(exercise).is_some())
    {
        bail!("{}", nothing_there(catalog, folder));
    }
    let answers: Vec<Answer> = chosen
        .iter()
        .filter_map(|exercise| theirs(exercise).or_else(|| (!only).then(|| own(exercise))))
        .collect();
    if answers.is_empty() {
        let names: Vec<&str> = chosen.iter().map(|exercise| exercise.id.as_str()).collect();
        bail!(
            "{} holds no answer to {}; without --only, this workbook's own are judged in their place",
            folder.display(),
            names.join(", ")
        );
    }
    Ok(answers)
}

fn nothing_there(catalog: &Catalog, folder: &Path) -> String {
    let expected = catalog
        .exercises()
        .next()
        .map_or_else(String::new, |exercise| {
            format!("{}/src/{}.rs", exercise.chapter, exercise.slug)
        });
    let found = match std::fs::read_dir(folder) {
        Err(error) => format!("it cannot be read ({error})"),
        Ok(entries) => {
            let mut names: Vec<String> = entries
                .filter_map(Result::ok)
                .map(|entry| entry.file_name().to_string_lossy().into_owned())
                .collect();
            names.sort();
            match names.len() {
                0 => "it is empty".to_owned(),
                1..=8 => format!("it holds {}", names.join(", ")),
                more => format!("it holds {} and {} more", names[..8].join(", "), more - 8),
            }
        }
    };
    format!(
        "{} holds no answer: expected files like {}, and {found}. Name the folder that is laid out as \
         exercises/ is.",
        folder.display(),
        folder.join(expected).display(),
    )
}
