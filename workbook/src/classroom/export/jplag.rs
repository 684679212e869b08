//! The answers as JPlag reads them: a folder a student, and the stubs as what all have in common.

use std::fs;
use std::path::{Component, Path, PathBuf};

use anyhow::{Context as _, bail};

use crate::classroom::results::{Results, file_name};
use crate::engine::stubs::Stubs;
use crate::root;

/// `submissions/alice/ch01/overlap.rs`, and `base/ch01/overlap.rs` if the stubs are known here.
///
/// # Errors
/// If an answer was not kept, or lies outside `folder`.
pub fn layout(results: &Results, folder: &Path) -> anyhow::Result<Vec<(PathBuf, Vec<u8>)>> {
    let mut files = Vec::new();
    for student in &results.students {
        let own = Path::new("submissions").join(file_name(&student.student));
        for graded in student.exercises.iter().filter(|one| !one.kept.is_empty()) {
            let kept = Path::new(&graded.kept);
            if kept
                .components()
                .any(|part| !matches!(part, Component::Normal(_)))
            {
                bail!(
                    "the result of {} names a file outside the run's folder",
                    student.student
                );
            }
            let file = folder.join(kept);
            if !file.symlink_metadata().is_ok_and(|data| data.is_file()) {
                bail!("{} is not a file: grade again", file.display());
            }
            let bytes = fs::read(&file).with_context(|| format!("reading {}", file.display()))?;
            files.push((own.join(format!("{}.rs", graded.id)), bytes));
        }
    }
    files.extend(base(results));
    Ok(files)
}

/// The stubs, in a workbook that has them.
fn base(results: &Results) -> Vec<(PathBuf, Vec<u8>)> {
    let Some((root, catalog)) = root::here().ok().and_then(|root| {
        let catalog = crate::engine::catalog::Catalog::outline(&root).ok()?;
        Some((root, catalog))
    }) else {
        return Vec::new();
    };
    let graded = |id: &str| results.run.exercises.iter().any(|one| one.id == id);
    let mut files = Vec::new();
    for exercise in catalog.exercises().filter(|one| graded(&one.id)) {
        let stubs = Stubs::read(&root, &exercise.chapter).unwrap_or_default();
        if let Some(stub) = stubs.get(exercise) {
            let file = Path::new("base").join(format!("{}.rs", exercise.id));
            files.push((file, stub.as_bytes().to_vec()));
        }
    }
    files
}
