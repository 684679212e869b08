//! The second copy of each proven stub, which `reset` brings back.

use super::super::catalog::{Catalog, Exercise};
use super::super::error::Result;
use super::super::stubs::{self, Stubs};
use super::Fault;

/// Writes the stubs of the `proven` exercises into the files that keep them, or, if these are `locked`,
/// names those that differ. Returns the files that were written.
///
/// # Errors
/// If a file of stubs cannot be read or written.
pub fn settle(
    catalog: &Catalog,
    proven: &[(&Exercise, String)],
    locked: bool,
    faults: &mut Vec<Fault>,
) -> Result<Vec<String>> {
    let root = &catalog.root;
    let mut written = Vec::new();
    for chapter in &catalog.chapters {
        let own: Vec<_> = proven
            .iter()
            .filter(|(exercise, _)| exercise.chapter == chapter.name)
            .collect();
        if own.is_empty() {
            continue;
        }
        let kept = stubs::file(&chapter.name);
        let mut stubs = Stubs::read(root, &chapter.name)?;
        let mut changed = false;
        for (exercise, text) in own {
            if stubs.set(exercise, text) {
                changed = true;
                if locked {
                    let what = format!("does not hold this exercise's stub. {REWRITE}");
                    faults.push(Fault::new(&exercise.id, &kept, what));
                }
            }
        }
        let known: Vec<&str> = chapter.exercises.iter().map(|e| e.slug.as_str()).collect();
        if stubs.keep_only(&known) {
            changed = true;
            if locked {
                let what = format!("holds a stub of no exercise. {REWRITE}");
                faults.push(Fault::new(&chapter.name, &kept, what));
            }
        }
        if changed && !locked {
            stubs.write(root, &chapter.name)?;
            written.push(kept);
        }
    }
    Ok(written)
}

const REWRITE: &str = "Run `cargo workbook verify`, and commit the file.";
