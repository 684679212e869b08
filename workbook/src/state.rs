//! What the workbook remembers of its reader: `.workbook/state.json`.
//!
//! For each exercise, how many hints were given and what the last verdicts were. It is the reader's
//! own: it is outside `target/`, so that `cargo clean` does not lose it, and its folder ignores itself
//! in git, so that it is neither committed nor handed in. Judging other answers than
//! the reader's (`check --answers`, `check --wrong`) leaves it alone.
//!
//! ```json
//! {
//!   "version": 1,
//!   "exercises": {
//!     "ch03/delay": {
//!       "hints": 2,
//!       "judged": { "digest": "5f0c…", "compiled": true, "passed": 4, "checks": 9, "earned": 9 }
//!     }
//!   }
//! }
//! ```
//!
//! A program changes it with [`update`], which holds a lock from reading to writing, and replaces the
//! file as a whole. Fields that this version does not know are kept.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

use crate::engine::catalog::{Exercise, entries};
use crate::engine::ledger::short;

/// The form that this version writes. It goes up if an older version could no longer read the file.
const VERSION: u32 = 1;
/// From the root.
const FOLDER: &str = ".workbook";
const FILE: &str = "state.json";

/// The folder of what is remembered, in the workbook at `root`. It need not be there yet.
pub fn folder(root: &Path) -> PathBuf {
    root.join(FOLDER)
}

/// The file of what is remembered. It need not be there yet.
pub fn file(root: &Path) -> PathBuf {
    folder(root).join(FILE)
}

/// All that is remembered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct State {
    version: u32,
    /// By the exercise's id, `ch03/delay`.
    #[serde(default)]
    exercises: BTreeMap<String, Record>,
    /// What a later version has added.
    #[serde(flatten)]
    more: Map<String, Value>,
}

/// What is remembered of one exercise.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// How many of its hints were given.
    #[serde(default)]
    pub hints: usize,
    /// How its answer was last judged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub judged: Option<Judged>,
    /// What a later version has added.
    #[serde(flatten)]
    more: Map<String, Value>,
}

/// How an answer was judged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judged {
    /// Of the answer and its checks, as [`digest`] makes it: another one now means that the verdict is of
    /// something else.
    pub digest: String,
    pub compiled: bool,
    pub passed: usize,
    pub checks: usize,
    /// In points.
    pub earned: u32,
}

impl Default for State {
    fn default() -> Self {
        Self {
            version: VERSION,
            exercises: BTreeMap::new(),
            more: Map::new(),
        }
    }
}

impl State {
    /// What is remembered of the exercise `id`; an empty record if nothing is.
    pub fn of(&self, id: &str) -> Record {
        self.exercises.get(id).cloned().unwrap_or_default()
    }

    /// The record of the exercise `id`, to change.
    pub fn record(&mut self, id: &str) -> &mut Record {
        self.exercises.entry(id.to_owned()).or_default()
    }
}

/// Reads the state of the workbook at `root`; an empty one if there is none yet. A file that cannot be
/// understood is set aside under another name, and stderr says so.
///
/// # Errors
/// If the file cannot be read or set aside, or if a later version wrote it.
pub fn read(root: &Path) -> anyhow::Result<State> {
    let file = file(root);
    if let Some(text) = text(&file)?
        && let Ok(state) = parse(&text, &file)?
    {
        return Ok(state);
    }
    if !file.exists() {
        return Ok(State::default());
    }
    // Another process may be at it too: only the holder of the lock sets a damaged file aside.
    let _lock = lock(root)?;
    read_locked(&file)
}

/// Changes the state of the workbook at `root`, and returns what `change` does.
///
/// # Errors
/// As [`read`]; and if the state cannot be written.
pub fn update<T>(root: &Path, change: impl FnOnce(&mut State) -> T) -> anyhow::Result<T> {
    let (folder, file) = (folder(root), file(root));
    let _lock = lock(root)?;
    let mut state = read_locked(&file)?;
    let done = change(&mut state);
    let put = || -> io::Result<()> {
        let mut whole = tempfile::NamedTempFile::new_in(&folder)?;
        serde_json::to_writer_pretty(&mut whole, &state)?;
        writeln!(whole)?;
        whole.persist(&file)?;
        Ok(())
    };
    put().with_context(|| format!("writing {}", file.display()))?;
    Ok(done)
}

/// A digest of the answer to `exercise` and of the checks that judge it, whatever their line ends.
/// `None` if the answer cannot be read.
pub fn digest(root: &Path, exercise: &Exercise) -> Option<String> {
    let checks = root.join(exercise.checks_file());
    let mut files = vec![root.join(exercise.file()), checks.clone()];
    // Further files of the checks are in a folder of the exercise's name.
    files.extend(entries(&checks.with_extension("")).ok()?);
    let mut hash = Sha256::new();
    for (nth, file) in files.iter().enumerate() {
        let mut bytes = match fs::read(file) {
            Ok(bytes) => bytes,
            Err(_) if nth == 0 => return None,
            Err(_) => Vec::new(),
        };
        bytes.retain(|byte| *byte != b'\r');
        hash.update((bytes.len() as u64).to_le_bytes());
        hash.update(&bytes);
    }
    Some(short(&hash.finalize()))
}

/// The folder's lock, which goes when this is dropped.
fn lock(root: &Path) -> anyhow::Result<File> {
    let folder = folder(root);
    let open = || -> io::Result<File> {
        fs::create_dir_all(&folder)?;
        // The folder ignores itself, in whichever repository the workbook is.
        let ignore = folder.join(".gitignore");
        if !ignore.exists() {
            fs::write(ignore, "*\n")?;
        }
        let file = File::create(folder.join("lock"))?;
        match file.lock() {
            // Some network file systems know no locks. Two commands at once are rare there.
            Err(error) if error.kind() == ErrorKind::Unsupported => Ok(file),
            locked => locked.map(|()| file),
        }
    };
    open().with_context(|| format!("preparing {}", folder.display()))
}

fn read_locked(file: &Path) -> anyhow::Result<State> {
    let Some(text) = text(file)? else {
        return Ok(State::default());
    };
    match parse(&text, file)? {
        Ok(state) => Ok(state),
        Err(why) => {
            let aside = set_aside(file).with_context(|| {
                format!(
                    "{} cannot be understood ({why}) and not be renamed either",
                    file.display()
                )
            })?;
            anstream::eprintln!(
                "note: {} cannot be understood ({why}). It is kept as {}; hints and verdicts are \
                 counted anew.",
                file.display(),
                aside.display()
            );
            Ok(State::default())
        }
    }
}

/// The bytes of `file`; nothing if there is none.
fn text(file: &Path) -> anyhow::Result<Option<Vec<u8>>> {
    match fs::read(file) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        read => Ok(Some(
            read.with_context(|| format!("reading {}", file.display()))?,
        )),
    }
}

/// The state in `text`, or why it is none.
///
/// # Errors
/// If a later version wrote it: that is no damage, and must not be overwritten.
fn parse(text: &[u8], file: &Path) -> anyhow::Result<Result<State, String>> {
    let value: Value = match serde_json::from_slice(text) {
        Ok(value) => value,
        Err(error) => return Ok(Err(error.to_string())),
    };
    let version = value["version"].as_u64().unwrap_or_default();
    if version > u64::from(VERSION) {
        bail!(
            "{} has version {version}, and this copy of the workbook reads version {VERSION}: use the \
             newer copy, or move the file away to begin another one.",
            file.display()
        );
    }
    Ok(serde_json::from_value(value).map_err(|error| error.to_string()))
}

/// Renames a damaged file to a name that no file has yet.
fn set_aside(file: &Path) -> io::Result<PathBuf> {
    let aside = (1..)
        .map(|nth| file.with_file_name(format!("state.damaged-{nth}.json")))
        .find(|aside| !aside.exists())
        .unwrap_or_else(|| file.with_extension("damaged"));
    fs::rename(file, &aside)?;
    Ok(aside)
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    #[test]
    fn what_is_written_is_read_and_what_a_later_version_added_stays() {
        let root = tempfile::tempdir().unwrap();
        assert_eq!(read(root.path()).unwrap(), State::default());
        assert!(!root.path().join(FOLDER).exists(), "reading makes nothing");
        let file = root.path().join(FOLDER).join(FILE);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        let later =
            r#"{"version":1,"streak":3,"exercises":{"ch01/both":{"hints":1,"seconds":12}}}"#;
        fs::write(&file, later).unwrap();
        update(root.path(), |state| state.record("ch01/both").hints += 1).unwrap();
        let value: Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
        assert_eq!(value["streak"], 3);
        assert_eq!(
            value["exercises"]["ch01/both"],
            serde_json::json!({ "hints": 2, "seconds": 12 })
        );
        let ignored = fs::read_to_string(root.path().join(FOLDER).join(".gitignore")).unwrap();
        assert_eq!(ignored, "*\n");
    }

    #[test]
    fn a_damaged_file_is_kept_under_another_name_and_an_earlier_one_too() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join(FOLDER);
        fs::create_dir_all(&folder).unwrap();
        for (nth, damaged) in ["{\"version\":1,", "[]"].iter().enumerate() {
            fs::write(folder.join(FILE), damaged).unwrap();
            assert_eq!(read(root.path()).unwrap(), State::default());
            let aside = folder.join(format!("state.damaged-{}.json", nth + 1));
            assert_eq!(fs::read_to_string(aside).unwrap(), *damaged);
        }
    }

    #[test]
    fn a_file_of_a_later_version_is_left_alone() {
        let root = tempfile::tempdir().unwrap();
        let file = root.path().join(FOLDER).join(FILE);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        let later = r#"{"version":2,"exercises":[]}"#;
        fs::write(&file, later).unwrap();
        let error = update(root.path(), |_| ()).unwrap_err().to_string();
        assert!(error.contains("has version 2"), "{error}");
        assert_eq!(fs::read_to_string(&file).unwrap(), later);
    }

    #[test]
    fn updates_at_the_same_time_lose_nothing() {
        let root = tempfile::tempdir().unwrap();
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..5 {
                        update(root.path(), |state| state.record("ch01/both").hints += 1).unwrap();
                    }
                });
            }
        });
        assert_eq!(read(root.path()).unwrap().of("ch01/both").hints, 20);
    }
}
