//! What a place has built last, for the next judging.
//!
//! cargo compiles nothing if nothing has changed, and neither does `check`. All that a build depends on beside
//! the staged files is in the name of the plan's folder, where the places are: so digests of these files are enough.
//! If only some of a chapter's answers have changed, the program still judges the others.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::compile::Built;

/// The file that tells of it, in the place's folder; written last, and whole.
const NOTE: &str = "built.json";

/// Digests of what was laid out for a build.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Laid {
    /// Of all files but the answers.
    pub base: String,
    /// Of the answers, by their slugs.
    pub answers: BTreeMap<String, String>,
}

impl Laid {
    /// The slugs of the answers that `now` has otherwise. `None` if anything else differs.
    fn changed(&self, now: &Self) -> Option<Vec<String>> {
        (self.base == now.base && self.answers.keys().eq(now.answers.keys())).then(|| {
            let differs = |(slug, digest): &(&String, &String)| now.answers[*slug] != **digest;
            let changed = self.answers.iter().filter(differs);
            changed.map(|(slug, _)| slug.clone()).collect()
        })
    }
}

/// A program that was built before.
pub struct Found {
    pub built: Built,
    /// The slugs of the answers that have changed since, and that it does not judge therefore.
    pub changed: Vec<String>,
}

#[derive(Serialize, Deserialize)]
struct Note {
    laid: Laid,
    /// The program's file name, in [`folder`].
    program: PathBuf,
    warnings: Vec<String>,
}

/// Where the program is kept below the place's folder.
fn folder(place: &Path) -> PathBuf {
    place.join("built")
}

/// What the place in the folder `place` has built last, if that was of the files `laid`, or of others that differ in
/// answers alone.
pub fn find(place: &Path, laid: &Laid) -> Option<Found> {
    let note = fs::read(place.join(NOTE)).ok()?;
    let note: Note = serde_json::from_slice(&note).ok()?;
    let changed = note.laid.changed(laid)?;
    let binary = folder(place).join(note.program.file_name()?);
    binary.is_file().then_some(Found {
        built: Built {
            binary,
            warnings: note.warnings,
        },
        changed,
    })
}

/// Keeps what was built of the files `laid`. Where that cannot be, the next judging compiles again.
pub fn keep(place: &Path, laid: Laid, built: &Built) {
    let put = || -> std::io::Result<()> {
        let note = place.join(NOTE);
        remove(fs::remove_file(&note))?;
        remove(fs::remove_dir_all(folder(place)))?;
        fs::create_dir_all(folder(place))?;
        let program = PathBuf::from(built.binary.file_name().unwrap_or_default());
        link(&built.binary, &folder(place).join(&program))?;
        let mut whole = tempfile::NamedTempFile::new_in(place)?;
        serde_json::to_writer(
            &mut whole,
            &Note {
                laid,
                program,
                warnings: built.warnings.clone(),
            },
        )?;
        whole.persist(note)?;
        Ok(())
    };
    // Only the time of another compile is lost.
    let _ = put();
}

/// Gives the file `from` the name `to` as well, or copies it.
///
/// # Errors
/// If neither can be.
pub fn link(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::hard_link(from, to).or_else(|_| fs::copy(from, to).map(|_| ()))
}

fn remove(removed: std::io::Result<()>) -> std::io::Result<()> {
    match removed {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn laid(base: &str, answers: &[(&str, &str)]) -> Laid {
        let pair = |(slug, digest): &(&str, &str)| ((*slug).to_owned(), (*digest).to_owned());
        Laid {
            base: base.to_owned(),
            answers: answers.iter().map(pair).collect(),
        }
    }

    #[test]
    fn the_last_build_is_found_by_its_digests_alone() {
        let folder = tempfile::tempdir().unwrap();
        let (place, program) = (folder.path().join("place"), folder.path().join("checks"));
        fs::create_dir_all(&place).unwrap();
        let found = |laid: &Laid| {
            let Found { built, changed } = find(&place, laid)?;
            let text = fs::read_to_string(&built.binary).unwrap();
            Some((text, built.warnings, changed))
        };
        let one = laid("base", &[("a", "1"), ("b", "1")]);
        let two = laid("base", &[("a", "1"), ("b", "2")]);
        assert_eq!(found(&one), None);
        for (laid, text) in [(&one, "first"), (&two, "second")] {
            fs::write(&program, text).unwrap();
            let built = Built {
                binary: program.clone(),
                warnings: vec![format!("of {text}")],
            };
            keep(&place, laid.clone(), &built);
            // As it leaves its stage.
            fs::remove_file(&program).unwrap();
            let expected = (text.to_owned(), vec![format!("of {text}")], vec![]);
            assert_eq!(found(laid), Some(expected));
        }
        let (.., changed) = found(&one).unwrap();
        assert_eq!(changed, ["b"]);
        for other in [
            laid("other", &[("a", "1"), ("b", "2")]),
            laid("base", &[("a", "1")]),
            laid("base", &[("a", "1"), ("b", "2"), ("c", "1")]),
        ] {
            assert_eq!(found(&other), None);
        }
        fs::remove_dir_all(place.join("built")).unwrap();
        assert_eq!(found(&two), None);
        fs::write(place.join(NOTE), "{").unwrap();
        assert_eq!(found(&two), None);
    }
}
