//! What is kept before anything is changed, and how it comes back: `.workbook/before-update-N`.
//!
//! The folder holds each file that an update touches, as it was, below `files/` and under its own path; and
//! `update.json`, which names all of them with what the update made of them. Copies serve a clone and a
//! downloaded folder alike, whatever line ends and modes the files have. In a clone, the reference
//! `refs/worktree/workbook/before-update-N` is a commit that has the old HEAD as its parent and what was staged as its
//! tree.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use serde::{Deserialize, Serialize};

use super::folder::{self, Seen};
use super::plan::{Plan, Step};
use super::text;
use super::version::is_executable;
use crate::state;

/// One update: what it touched.
#[derive(Debug, Serialize, Deserialize)]
pub struct Journal {
    version: u32,
    /// Whether it came to its end.
    pub done: bool,
    /// Where HEAD was, in a clone.
    pub from: Option<String>,
    /// Where HEAD is afterwards. Not there before the end, and without a common history.
    pub head: Option<String>,
    files: BTreeMap<String, Touched>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Touched {
    /// Whether there was a file, of which there is a copy.
    was_there: bool,
    /// The digest of what the update wrote; nothing if it removed the file.
    after: Option<String>,
}

/// A journal and its folder.
pub struct Kept {
    pub number: u32,
    /// From the root.
    pub folder: String,
    root: PathBuf,
    pub journal: Journal,
}

/// Which files came back, and which did not since they were changed after the update.
#[derive(Debug, Default)]
pub struct Back {
    pub files: usize,
    pub changed_since: Vec<String>,
}

const GO_BACK: &str = "\
This folder holds what an update of the workbook touched, as it was before.

To go back, run `cargo workbook update --undo` in the workbook's folder.

By hand: in a clone, `git update-ref HEAD COMMIT` and `git read-tree COMMIT`, with the COMMIT that update.json names
as \"from\". Then copy everything in files/ over the workbook's folder, and remove the files of
update.json that have \"was_there\": false. If you do not want to go back, this folder can be removed.
";

fn folder_of(number: u32) -> String {
    format!(".workbook/before-update-{number}")
}

impl Kept {
    /// The last update, if there is a journal of one.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn last(root: &Path) -> anyhow::Result<Option<Self>> {
        // Without a journal, it ended before it had changed anything.
        let has_journal = |number: &u32| root.join(folder_of(*number)).join("update.json").exists();
        let Some(number) = numbers(root)?.into_iter().rev().find(has_journal) else {
            return Ok(None);
        };
        let folder = folder_of(number);
        let file = root.join(&folder).join("update.json");
        let text = fs::read(&file).with_context(|| format!("reading {}", file.display()))?;
        let journal: Journal = serde_json::from_slice(&text).with_context(|| {
            format!(
                "{} cannot be understood: move its folder away, if you do not want to go back behind \
                 that update",
                file.display()
            )
        })?;
        Ok(Some(Self {
            number,
            folder,
            root: root.to_owned(),
            journal,
        }))
    }

    /// Keeps all that `plan` touches, before it does. An update that was interrupted goes on under its own number, and
    /// what it kept stays as it is.
    ///
    /// # Errors
    /// If a copy cannot be made. Then nothing must be changed.
    pub fn begin(root: &Path, plan: &Plan, from: Option<&str>) -> anyhow::Result<Self> {
        state::prepare(root)?;
        let mut kept = match Self::last(root)? {
            Some(last) if !last.journal.done => last,
            _ => {
                let number = numbers(root)?.last().map_or(1, |last| last + 1);
                Self {
                    number,
                    folder: folder_of(number),
                    root: root.to_owned(),
                    journal: Journal {
                        version: 1,
                        done: false,
                        from: None,
                        head: None,
                        files: BTreeMap::new(),
                    },
                }
            }
        };
        // The reader may have committed since an interruption.
        kept.journal.from = from.map(str::to_owned);
        for (path, step) in &plan.steps {
            let after = match step {
                Step::Write { bytes, .. } => Some(text::digest(bytes)),
                Step::Remove => None,
            };
            let was_there = match kept.journal.files.get(path) {
                Some(before) => before.was_there,
                None => kept.copy(path)?,
            };
            let touched = Touched { was_there, after };
            kept.journal.files.insert(path.clone(), touched);
        }
        let readme = kept.place("how-to-go-back.txt");
        fs::create_dir_all(kept.place("files"))
            .and_then(|()| fs::write(&readme, GO_BACK))
            .with_context(|| format!("writing {}", readme.display()))?;
        // What to take as known afterwards is part of how it was.
        let known = root.join(KNOWN);
        if known.is_file() && !kept.place("known.json").exists() {
            fs::copy(&known, kept.place("known.json"))?;
        }
        kept.write()?;
        Ok(kept)
    }

    fn place(&self, name: &str) -> PathBuf {
        self.root.join(&self.folder).join(name)
    }

    /// Copies a file with its mode. Returns whether there is one.
    fn copy(&self, path: &str) -> anyhow::Result<bool> {
        if !matches!(folder::look(&self.root, path)?, Seen::File(_)) {
            return Ok(false);
        }
        let copy = self.place("files").join(path);
        let make = || {
            fs::create_dir_all(copy.parent().unwrap_or(&copy))?;
            fs::copy(self.root.join(path), &copy)
        };
        make().with_context(|| {
            format!("keeping {path} in {}; nothing was changed yet", self.folder)
        })?;
        Ok(true)
    }

    /// The paths that were touched.
    pub fn touched(&self) -> impl Iterator<Item = &str> {
        self.journal.files.keys().map(String::as_str)
    }

    /// Writes the journal.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write(&self) -> anyhow::Result<()> {
        let bytes = serde_json::to_vec_pretty(&self.journal)?;
        folder::write(
            &self.root,
            &format!("{}/update.json", self.folder),
            &bytes,
            None,
        )
    }

    /// Puts each file back that is as the update left it.
    ///
    /// # Errors
    /// If one cannot be read or written.
    pub fn put_back(&self) -> anyhow::Result<Back> {
        let mut back = Back::default();
        let mut plan = Plan::default();
        for (path, touched) in &self.journal.files {
            let copy = self.place("files").join(path);
            let before = match touched.was_there {
                true => {
                    Some(fs::read(&copy).with_context(|| format!("reading {}", copy.display()))?)
                }
                false => None,
            };
            let now = folder::look(&self.root, path)?;
            let is_before = match (&now, &before) {
                (Seen::File(now), Some(before)) => now == before,
                (Seen::Nothing, None) => true,
                _ => false,
            };
            let is_after = match (&now, &touched.after) {
                (Seen::File(now), Some(after)) => text::digest(now) == *after,
                (Seen::Nothing, None) => true,
                _ => false,
            };
            let step = match before {
                Some(bytes) => Step::Write {
                    bytes,
                    executable: is_executable(&copy),
                },
                None => Step::Remove,
            };
            if is_before || is_after {
                match &now {
                    Seen::File(bytes) => plan.expect(path, Some(bytes)),
                    _ => plan.expect(path, None),
                }
                back.files += usize::from(!is_before);
                plan.steps.insert(path.clone(), step);
            } else {
                back.changed_since.push(path.clone());
            }
        }
        plan.apply(&self.root)?;
        let known = self.place("known.json");
        match known.is_file() {
            true => fs::copy(known, self.root.join(KNOWN)).map(drop)?,
            false => forget(&self.root)?,
        }
        Ok(back)
    }

    /// Marks it as undone: the update before is the last one then.
    ///
    /// # Errors
    /// If its folder cannot be renamed.
    pub fn close(self) -> anyhow::Result<String> {
        let undone = (1..)
            .map(|nth| format!(".workbook/undone-update-{}-{nth}", self.number))
            .find(|name| !self.root.join(name).exists())
            .unwrap_or_default();
        fs::rename(self.root.join(&self.folder), self.root.join(&undone))
            .with_context(|| format!("renaming {}", self.folder))?;
        Ok(undone)
    }
}

/// The numbers that folders have, in order.
fn numbers(root: &Path) -> anyhow::Result<Vec<u32>> {
    let entries = match fs::read_dir(root.join(".workbook")) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.context("reading .workbook")?,
    };
    let mut numbers = Vec::new();
    for entry in entries {
        let name = entry.context("reading .workbook")?.file_name();
        let name = name.to_string_lossy();
        let number = name.strip_prefix("before-update-");
        numbers.extend(number.and_then(|number| number.parse::<u32>().ok()));
    }
    numbers.sort_unstable();
    Ok(numbers)
}

/// What the last update without a common history brought: the digest of each file of that version.
const KNOWN: &str = ".workbook/version.json";

/// Reads [`KNOWN`]; nothing if there is none, or nothing that can be understood.
pub fn known(root: &Path) -> Option<BTreeMap<String, String>> {
    let text = fs::read(root.join(KNOWN)).ok()?;
    serde_json::from_slice(&text).ok()
}

/// Writes [`KNOWN`].
///
/// # Errors
/// If it cannot be written.
pub fn remember(root: &Path, digests: &BTreeMap<String, String>) -> anyhow::Result<()> {
    folder::write(root, KNOWN, &serde_json::to_vec_pretty(digests)?, None)
}

/// Removes [`KNOWN`]: git knows better.
///
/// # Errors
/// If it cannot be removed.
pub fn forget(root: &Path) -> anyhow::Result<()> {
    match fs::remove_file(root.join(KNOWN)) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            bail!("removing {KNOWN}: {error}")
        }
        _ => Ok(()),
    }
}
