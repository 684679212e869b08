//! The folders of plans: created from one another, and removed when they are unused.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::super::catalog::entries;
use super::super::error::{Error, Result};

/// Plans beyond so many, newest first, go once they have not been used for [`IDLE`].
const KEEP: usize = 2;
const IDLE: Duration = Duration::from_secs(3600);
/// Stages are gone when their judging is; what a killed process left goes after so long.
const LOST: Duration = Duration::from_secs(24 * 3600);

/// In a plan's folder: when it was last used, and the key of the packages that it has built.
const USED: &str = "used";
const PACKAGES: &str = "packages";

/// Writes a file whole or not at all: another process may be reading it.
pub fn write(file: &Path, bytes: &[u8]) -> Result<()> {
    let put = || {
        let mut whole = tempfile::NamedTempFile::new_in(file.parent().unwrap_or(Path::new(".")))?;
        whole.write_all(bytes)?;
        whole.persist(file)?;
        Ok(())
    };
    put().map_err(|error| Error::io("writing", file, error))
}

/// Notes that the plan in `folder`, with the packages named by `key`, is in use.
///
/// # Errors
/// If it cannot be written.
pub fn in_use(folder: &Path, key: &str) -> Result<()> {
    write(&folder.join(PACKAGES), key.as_bytes())?;
    write(&folder.join(USED), b"")
}

/// Begins the target folder of the plan in `folder` with the packages that another plan has built,
/// if one has the same: after a change in the kit only the kit is compiled again.
///
/// Nothing of the workspace's own crates is taken, which are those named `own`: cargo would trust
/// mtimes to tell whether they are fresh.
pub fn seed(folder: &Path, target: &Path, key: &str, own: &[String]) {
    if target.exists() {
        return;
    }
    let like_this = |plan: &PathBuf| {
        plan != folder
            && fs::read_to_string(plan.join(PACKAGES)).is_ok_and(|packages| packages == key)
            && plan.join("cargo/debug/.fingerprint").is_dir()
    };
    let plans = newest_first(folder.parent().unwrap_or(folder));
    let Some(other) = plans.into_iter().find(like_this) else {
        return;
    };
    // The other may just be at work: a fingerprint is written when its crate is, so that one that is
    // copied first speaks of a crate that is whole.
    let copied = tempfile::tempdir_in(folder).and_then(|copy| {
        for part in ["debug/.fingerprint", "debug/build", "debug/deps"] {
            copy_packages(
                &other.join("cargo").join(part),
                &copy.path().join(part),
                own,
            )?;
        }
        Ok(copy)
    });
    // Without it cargo builds the packages itself, only slower. It may be there by now.
    if let Ok(copy) = copied {
        let _ = fs::rename(copy.path(), target);
    }
}

fn copy_packages(from: &Path, to: &Path, own: &[String]) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let name = entry.file_name();
        if is_of(&name.to_string_lossy(), own) {
            continue;
        }
        let target = to.join(&name);
        let data = entry.metadata()?;
        if data.is_dir() {
            // Below its own folder a package's files are its own, whatever their names.
            copy_packages(&entry.path(), &target, &[])?;
        } else {
            fs::copy(entry.path(), &target)?;
            // cargo compares the mtimes of what it has built.
            File::options()
                .write(true)
                .open(&target)?
                .set_modified(data.modified()?)?;
        }
    }
    Ok(())
}

/// Whether a file or folder that cargo named is of one of the crates `own`: `kit-0123456789abcdef`,
/// `libkit_macros-0123456789abcdef.so`.
fn is_of(name: &str, own: &[String]) -> bool {
    let krate = |name: &str| {
        let (krate, _) = name.rsplit_once('-').unwrap_or((name, ""));
        krate.replace('-', "_")
    };
    let (plain, without_lib) = (krate(name), krate(name.strip_prefix("lib").unwrap_or(name)));
    own.iter().any(|own| *own == plain || *own == without_lib)
}

fn newest_first(judge: &Path) -> Vec<PathBuf> {
    let mut plans: Vec<(SystemTime, PathBuf)> = entries(judge)
        .unwrap_or_default()
        .into_iter()
        .filter_map(|folder| Some((modified(&folder.join(USED))?, folder)))
        .collect();
    plans.sort_by(|a, b| b.cmp(a));
    plans.into_iter().map(|(_, folder)| folder).collect()
}

fn modified(file: &Path) -> Option<SystemTime> {
    fs::metadata(file).and_then(|data| data.modified()).ok()
}

/// Removes plans and stages that have been unused for long. What cannot be removed now can be removed later.
pub fn sweep(judge: &Path) {
    let older = |file: &Path, age: Duration| {
        modified(file)
            .and_then(|at| SystemTime::now().duration_since(at).ok())
            .is_some_and(|idle| idle > age)
    };
    for folder in newest_first(judge).into_iter().skip(KEEP) {
        if older(&folder.join(USED), IDLE) {
            let _ = fs::remove_dir_all(&folder);
        }
    }
    for stage in entries(&judge.join("stage")).unwrap_or_default() {
        if older(&stage, LOST) {
            let _ = fs::remove_dir_all(&stage);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crates_of_the_workspace_are_told_from_packages_by_their_names() {
        let own: Vec<String> = ["kit", "kit_macros", "ch01", "checks"]
            .map(String::from)
            .into();
        for name in [
            "kit-0123456789abcdef",
            "kit-macros-0123456789abcdef",
            "libkit_macros-0123456789abcdef.so",
            "libch01-0123456789abcdef.rmeta",
            "checks-0123456789abcdef",
            "checks-0123456789abcdef.d",
        ] {
            assert!(is_of(name, &own), "{name}");
        }
        for name in [
            "tokio-0123456789abcdef",
            "libkitty-0123456789abcdef.rlib",
            "invoked.timestamp",
        ] {
            assert!(!is_of(name, &own), "{name}");
        }
    }
}
