//! What a place has built last, for a judging of the very same files.
//!
//! cargo compiles nothing if nothing has changed, and neither does `check`. All that a build depends on beside
//! the staged files is in the name of the plan's folder, where the places are: so a digest of these files is enough.

use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::compile::Built;

/// The file that tells of it, in the place's folder; written last, and whole.
const NOTE: &str = "built.json";

#[derive(Serialize, Deserialize)]
struct Note {
    /// Of the staged files.
    digest: String,
    /// The program's file name, in [`folder`].
    program: PathBuf,
    warnings: Vec<String>,
}

/// Where the program is kept below the place's folder.
fn folder(place: &Path) -> PathBuf {
    place.join("built")
}

/// What the place in the folder `place` has built of files with this `digest`, if that was the last that it built.
pub fn find(place: &Path, digest: &str) -> Option<Built> {
    let note = fs::read(place.join(NOTE)).ok()?;
    let note: Note = serde_json::from_slice(&note).ok()?;
    let binary = folder(place).join(note.program.file_name()?);
    (note.digest == digest && binary.is_file()).then_some(Built {
        binary,
        warnings: note.warnings,
    })
}

/// Keeps what was built of files with this `digest`. Where that cannot be, the next judging compiles again.
pub fn keep(place: &Path, digest: &str, built: &Built) {
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
                digest: digest.to_owned(),
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

    #[test]
    fn the_last_build_is_found_by_its_digest_alone() {
        let folder = tempfile::tempdir().unwrap();
        let (place, program) = (folder.path().join("place"), folder.path().join("checks"));
        fs::create_dir_all(&place).unwrap();
        let found = |digest: &str| {
            let built = find(&place, digest)?;
            Some((fs::read_to_string(&built.binary).unwrap(), built.warnings))
        };
        assert_eq!(found("one"), None);
        for (digest, text) in [("one", "first"), ("two", "second")] {
            fs::write(&program, text).unwrap();
            let built = Built {
                binary: program.clone(),
                warnings: vec![format!("of {text}")],
            };
            keep(&place, digest, &built);
            // As it leaves its stage.
            fs::remove_file(&program).unwrap();
            let expected = (text.to_owned(), vec![format!("of {text}")]);
            assert_eq!(found(digest), Some(expected));
        }
        assert_eq!(found("one"), None, "only the last one is kept");
        fs::remove_dir_all(place.join("built")).unwrap();
        assert_eq!(found("two"), None);
        fs::write(place.join(NOTE), "{").unwrap();
        assert_eq!(found("two"), None);
    }
}
