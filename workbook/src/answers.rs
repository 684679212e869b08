//! Which answers to judge: the workbook's own, or another tree's.

use std::path::{Path, PathBuf};

use anyhow::bail;

use crate::classroom::handed_in;
use crate::engine::catalog::{Catalog, Exercise};
use crate::engine::{Answer, Source};

/// The answers to the exercises `chosen`: the workbook's, or those in `folder`, which may be one person's or hold a
/// folder for each of a class. What is not in `folder` was not handed in.
///
/// # Errors
/// If there is nothing to judge: what was expected, and what is there.
pub fn gather(
    catalog: &Catalog,
    chosen: &[Exercise],
    folder: Option<&Path>,
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
    let Some(folder) = folder else {
        let own = |exercise: &Exercise| Answer {
            exercise: exercise.clone(),
            source: Source::File(catalog.root.join(exercise.file())),
            of: String::new(),
            shown: exercise.file(),
        };
        return Ok(chosen.iter().map(own).collect());
    };
    let all: Vec<Exercise> = catalog.exercises().cloned().collect();
    let class = handed_in::students(folder, &all)?;
    let people = match class.is_empty() {
        true => vec![folder.to_owned()],
        false => class,
    };
    if people.iter().all(|one| {
        all.iter()
            .all(|exercise| handed_in::find(one, exercise, &all).is_none())
    }) {
        bail!("{}", nothing_there(catalog, folder));
    }
    let of_one = |one: &PathBuf| {
        let of = one.file_name().unwrap_or(one.as_os_str()).to_string_lossy();
        let handed_in = chosen
            .iter()
            .map(|exercise| match handed_in::find(one, exercise, &all) {
                Some(file) => Answer {
                    exercise: exercise.clone(),
                    of: of.to_string(),
                    shown: file.display().to_string(),
                    source: Source::File(file),
                },
                None => Answer {
                    exercise: exercise.clone(),
                    of: of.to_string(),
                    shown: one.display().to_string(),
                    source: Source::Nothing,
                },
            });
        handed_in.collect::<Vec<_>>()
    };
    Ok(people.iter().flat_map(of_one).collect())
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
