//! The programs that the book shows: each has its output beside it.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::super::catalog::entries;
use super::super::error::Result;
use super::{Counts, Fault};

/// The programs below `chapters/listings` of the chapters `whole` (by their names, `ch01-…` or
/// `ch01_…`), each with what it printed beside it (`.out`), or, if rejected, with what the compiler said
/// (`.rustc`), and with its recording if it keeps one; and no `.out` without a program. That the outputs are
/// true is for the listings' own test.
///
/// # Errors
/// If a folder cannot be read.
pub fn look(
    root: &Path,
    whole: &BTreeSet<String>,
    faults: &mut Vec<Fault>,
    counts: &mut Counts,
) -> Result<()> {
    let listings = root.join("chapters/listings");
    let mut folders = entries(&listings)?;
    // A package of its own, for heavier packages.
    folders.extend(
        [listings.join("services/examples")]
            .into_iter()
            .filter(|own| own.is_dir()),
    );
    for folder in folders {
        let own = folder.strip_prefix(&listings).unwrap_or(&folder);
        let own = own.to_string_lossy().replace('\\', "/");
        if !folder.is_dir() || ["src", "tests", "target", "services"].contains(&own.as_str()) {
            continue;
        }
        for entry in entries(&folder)? {
            let name = entry
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            let chapter = name.split(['-', '_']).next().unwrap_or_default();
            if !whole.contains(chapter) {
                continue;
            }
            let file = format!("chapters/listings/{own}/{name}");
            let beside = |extension: &str| entry.with_extension(extension).is_file();
            match entry.extension().and_then(|extension| extension.to_str()) {
                // Its output exists only if it compiles.
                Some("rs") if own == "rejected" && !beside("rustc") => {
                    let what = "has no word of the compiler's beside it (.rustc)";
                    faults.push(Fault::new("listings", file, what));
                }
                Some("rs" | "py") if own != "rejected" && !beside("out") => {
                    faults.push(Fault::new(
                        "listings",
                        file,
                        "has no output beside it (.out)",
                    ));
                }
                Some("rs") if records(&entry) && !beside("jsonl") => {
                    let what = "keeps a recording, and has none beside it (.jsonl)";
                    faults.push(Fault::new("listings", file, what));
                }
                Some("out") if !beside("rs") && !beside("py") => {
                    faults.push(Fault::new(
                        "listings",
                        file,
                        "is the output of no program beside it",
                    ));
                    continue;
                }
                _ => {}
            }
            match entry.extension().and_then(|extension| extension.to_str()) {
                Some("rs") => counts.listings += 1,
                Some("py") => counts.python += 1,
                _ => {}
            }
        }
    }
    Ok(())
}

/// Whether the program hands on a recording of its run, for the book's pictures.
fn records(program: &Path) -> bool {
    fs::read_to_string(program).is_ok_and(|text| text.contains(".keep_beside_listing()"))
}
