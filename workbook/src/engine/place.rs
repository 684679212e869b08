//! Where answers are compiled: folders whose paths stay, so that what rustc remembers still holds.
//!
//! rustc's incremental state is of use only where the same files have the same names in the same
//! working directory. So an answer is compiled in a *place*, a tree kept for its exercise, and leaves
//! it again: its binary goes to its own stage. One answer is in a place at a time; where
//! one is taken, the next of the same name is used.
//!
//! Beside its tree a place keeps two states of rustc. `session` knows the reference: it is made once,
//! never written to again, and copied for each answer, so that no answer can leave anything in it for
//! another. `own` belongs to the person whose tree this is, and goes on from one edit to the next as
//! cargo's does.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::catalog::entries;
use super::error::{Error, Result};

/// At most so many answers to one exercise are compiled at the same time with what rustc remembers.
const MOST: usize = 16;
/// Places beyond so many, by their last use, go.
const KEEP: usize = 40;
/// None goes that was used within this time.
const IDLE: Duration = Duration::from_secs(600);

/// A place that is taken, until this is dropped.
pub struct Place {
    folder: PathBuf,
    /// Holds the lock, which the system lifts even where this process is killed.
    _lock: File,
}

impl Place {
    /// Takes a place of the name `name` below `places`. `None` if locks do not work there.
    ///
    /// # Errors
    /// If its folder cannot be made.
    pub fn take(places: &Path, name: &str) -> Result<Option<Self>> {
        for number in 0..MOST {
            let folder = places.join(format!("{name}.{number}"));
            if let Some(lock) = lock(&folder)? {
                fs::create_dir_all(folder.join("tree"))
                    .map_err(|error| Error::io("making", &folder, error))?;
                return Ok(Some(Self {
                    folder,
                    _lock: lock,
                }));
            }
        }
        Ok(None)
    }

    /// Stands for the workbook's root while an answer is compiled.
    pub fn tree(&self) -> PathBuf {
        self.folder.join("tree")
    }

    /// Where rustc writes. Its path stays as well: a crate that is found elsewhere counts as changed.
    pub fn out(&self) -> PathBuf {
        self.folder.join("out")
    }

    /// The state that knows the reference.
    pub fn session(&self) -> PathBuf {
        self.folder.join("session")
    }

    /// What the place keeps beside its tree.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The state that goes on with its owner's edits.
    pub fn own(&self) -> PathBuf {
        self.folder.join("own")
    }
}

/// The lock of a place, beside its folder, so that the folder can go. `None` if another has it.
fn lock(folder: &Path) -> Result<Option<File>> {
    let mut file = folder.as_os_str().to_owned();
    file.push(".lock");
    let file = PathBuf::from(file);
    // Written anew each time: its time is that of the last use.
    let lock = File::create(&file).map_err(|error| Error::io("making", &file, error))?;
    match lock.try_lock() {
        Ok(()) => {
            // A failure is not reported: only the order in which places are removed depends on it.
            let _ = lock.set_modified(SystemTime::now());
            Ok(Some(lock))
        }
        Err(TryLockError::WouldBlock | TryLockError::Error(_)) => Ok(None),
    }
}

/// Removes the places that were used least recently, if there are more than [`KEEP`].
pub fn sweep(places: &Path) {
    let mut found: Vec<(SystemTime, PathBuf)> = entries(places)
        .unwrap_or_default()
        .into_iter()
        .filter(|entry| entry.is_dir())
        .filter_map(|folder| {
            let lock = format!("{}.lock", folder.file_name()?.to_string_lossy());
            let used = fs::metadata(places.join(lock)).ok()?.modified().ok()?;
            Some((used, folder))
        })
        .collect();
    found.sort_by(|a, b| b.cmp(a));
    for (used, folder) in found.into_iter().skip(KEEP) {
        let idle = SystemTime::now().duration_since(used).unwrap_or_default();
        if idle > IDLE
            && let Ok(Some(_lock)) = lock(&folder)
        {
            // What cannot be removed now, can later.
            let _ = fs::remove_dir_all(&folder);
        }
    }
}

/// Copies a session of rustc. Its large files are linked, not copied: rustc replaces a file that it would
/// change, so that the other name of the old one keeps it. Only a lock is written to.
///
/// # Errors
/// If something cannot be read or written.
pub fn copy_session(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to).map_err(|error| Error::io("making", to, error))?;
    for entry in entries(from)? {
        let target = to.join(entry.file_name().unwrap_or_default());
        if entry.is_dir() {
            copy_session(&entry, &target)?;
            continue;
        }
        let is_lock = entry
            .extension()
            .is_some_and(|extension| extension == "lock");
        if is_lock || fs::hard_link(&entry, &target).is_err() {
            fs::copy(&entry, &target).map_err(|error| Error::io("writing", &target, error))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_one_answers_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let take = || Place::take(folder.path(), "ch01.both").unwrap().unwrap();
        let (first, second) = (take(), take());
        assert_ne!(first.tree(), second.tree());
        let path = first.tree();
        drop(first);
        assert_eq!(take().tree(), path);
    }

    #[test]
    fn the_places_used_last_stay() {
        let folder = tempfile::tempdir().unwrap();
        let long_ago = SystemTime::now() - 2 * IDLE;
        let name = |nth: usize| format!("ch01.exercise_{nth}");
        for nth in 0..KEEP + 3 {
            let place = Place::take(folder.path(), &name(nth)).unwrap().unwrap();
            let age = Duration::from_secs(nth as u64);
            place._lock.set_modified(long_ago + age).unwrap();
        }
        // One of the oldest is at work.
        let taken = Place::take(folder.path(), &name(0)).unwrap().unwrap();
        let long_ago = long_ago - Duration::from_secs(1);
        taken._lock.set_modified(long_ago).unwrap();
        sweep(folder.path());
        let there = |nth: usize| folder.path().join(format!("{}.0", name(nth))).is_dir();
        let gone: Vec<usize> = (0..KEEP + 3).filter(|nth| !there(*nth)).collect();
        assert_eq!(gone, [1, 2]);
    }
}
