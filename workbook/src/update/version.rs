//! The files of one version of the workbook: those of a commit, or those in a folder.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use walkdir::WalkDir;

use super::git::Git;
use crate::classroom::unpack;

/// A version's files by their paths, from the root, with `/`.
#[derive(Clone, Default)]
pub struct Version {
    pub files: BTreeMap<String, File>,
    /// Links and what else is no plain file: they are never written.
    pub odd: Vec<String>,
}

#[derive(Clone, PartialEq, Eq)]
pub struct File {
    /// Whether it may be run; unknown in an archive.
    pub executable: Option<bool>,
    place: Place,
}

#[derive(Clone, PartialEq, Eq)]
enum Place {
    Object(String),
    File(PathBuf),
}

impl File {
    /// Git's name of its bytes, if they come from git.
    pub fn object(&self) -> Option<&str> {
        match &self.place {
            Place::Object(object) => Some(object),
            Place::File(_) => None,
        }
    }
}

/// What a working folder holds beside the project's own files.
const NOT_OURS: [&str; 6] = [
    ".git",
    "target",
    ".workbook",
    "node_modules",
    "__pycache__",
    ".DS_Store",
];

impl Version {
    /// The version in `commit`.
    ///
    /// # Errors
    /// If git fails, or if a path would leave the workbook.
    pub fn of_commit(git: &Git<'_>, commit: &str) -> anyhow::Result<Self> {
        let mut version = Self::default();
        for (path, mode, object) in git.tree(commit)? {
            if !mode.starts_with("100") {
                version.odd.push(path);
                continue;
            }
            sound(&path)?;
            let file = File {
                executable: Some(mode == "100755"),
                place: Place::Object(object),
            };
            version.files.insert(path, file);
        }
        Ok(version)
    }

    /// The version in `folder`, without what a build or an update leaves there. `modes` says whether its
    /// files have theirs.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn of_folder(folder: &Path, modes: bool) -> anyhow::Result<Self> {
        let mut version = Self::default();
        let entries = WalkDir::new(folder)
            .min_depth(1)
            .sort_by_file_name()
            .into_iter()
            .filter_entry(|entry| {
                let name = entry.file_name().to_string_lossy();
                // `target` elsewhere than at the root is a folder like any other.
                !NOT_OURS.contains(&&*name) || (name == "target" && entry.depth() > 1)
            });
        for entry in entries {
            let entry = entry.with_context(|| format!("reading {}", folder.display()))?;
            if entry.file_type().is_dir() {
                continue;
            }
            let below = entry.path().strip_prefix(folder)?;
            let parts: Option<Vec<&str>> = below.iter().map(|part| part.to_str()).collect();
            let Some(path) = parts.map(|parts| parts.join("/")) else {
                bail!("{}: its name is no UTF-8 text", entry.path().display());
            };
            if !entry.file_type().is_file() {
                version.odd.push(path);
                continue;
            }
            sound(&path)?;
            let file = File {
                executable: modes.then(|| is_executable(entry.path())).flatten(),
                place: Place::File(entry.into_path()),
            };
            version.files.insert(path, file);
        }
        Ok(version)
    }

    /// The bytes of those of its files that `wanted` names.
    ///
    /// # Errors
    /// If one cannot be read.
    pub fn read<'a>(
        &self,
        git: Option<&Git<'_>>,
        wanted: impl IntoIterator<Item = &'a str>,
    ) -> anyhow::Result<BTreeMap<String, Vec<u8>>> {
        let mut read = BTreeMap::new();
        let mut objects: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for path in wanted {
            match self.files.get(path).map(|file| &file.place) {
                None => {}
                Some(Place::Object(object)) => objects.entry(object).or_default().push(path),
                Some(Place::File(file)) => {
                    let bytes =
                        fs::read(file).with_context(|| format!("reading {}", file.display()))?;
                    read.insert(path.to_owned(), bytes);
                }
            }
        }
        if let Some(git) = git {
            let names: Vec<&str> = objects.keys().copied().collect();
            for (object, bytes) in git.objects(&names)? {
                for path in &objects[&*object] {
                    read.insert((*path).to_owned(), bytes.clone());
                }
            }
        }
        Ok(read)
    }
}

#[cfg(unix)]
pub fn is_executable(file: &Path) -> Option<bool> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = fs::metadata(file).ok()?.permissions().mode();
    Some(mode & 0o111 != 0)
}

#[cfg(not(unix))]
pub fn is_executable(_: &Path) -> Option<bool> {
    None
}

/// Refuses a path that leaves the workbook on some system, or is in a folder that is not the project's.
fn sound(path: &str) -> anyhow::Result<()> {
    let inside = unpack::parts(path.as_bytes()).is_some_and(|parts| {
        let git = |part: &String| {
            let part = part.to_ascii_lowercase();
            part == ".git" || part.starts_with("git~")
        };
        parts.join("/") == path && parts[0] != ".workbook" && !parts.iter().any(git)
    });
    if !inside {
        bail!(
            "the new version holds a file named `{}`, which is no name that the workbook would use. \
             Nothing was taken: ask where it comes from.",
            path.escape_debug()
        );
    }
    Ok(())
}
