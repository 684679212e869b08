//! A new version of the workbook into a reader's folder, without touching an answer.
//!
//! A file that only the new version changed becomes the new version's. An answer is the reader's: if its stub
//! changed too, the new stub goes beside it. Any other file that both changed is merged by lines, or stays, with
//! the new one beside. [`decide`] has these rules, and they need the version that the reader started from: in a
//! clone that is the last common commit, and in a downloaded folder it is what `stubs.lock` says of answers and
//! what the last update kept of the others.
//!
//! Before anything changes, all that will be touched is kept: see [`kept`]. A second update completes one that was
//! interrupted: the rules see what is done already as no difference, and HEAD moves last.

mod clone;
mod commit;
mod decide;
mod folder;
mod git;
mod kept;
mod outline;
mod plan;
mod report;
mod source;
mod text;
mod unrelated;
mod version;

use std::collections::BTreeMap;
use std::fs::{File, TryLockError};
use std::path::Path;

use anyhow::{Context as _, bail};

pub use decide::Why;
pub use kept::Back;
pub use plan::{Note, What};
pub use report::Report;

use clone::Clone;
use commit::UPDATING;
use git::Git;
use kept::Kept;
use outline::Outline;
use source::Source;
use version::Version;

use crate::state;

/// What an update came to.
pub struct Updated {
    /// One; or two, if one that was interrupted was completed first.
    pub reports: Vec<Report>,
    /// What to say if there is nothing new.
    pub newest: Option<String>,
}

/// Updates the workbook at `root` from what `named` names: a remote, a folder or an archive; or from where the clone
/// comes from. With `dry`, says what that would do.
///
/// # Errors
/// If it cannot be updated. Unless it says otherwise, nothing was changed.
pub fn update(root: &Path, named: Option<&str>, dry: bool) -> anyhow::Result<Updated> {
    let _lock = if dry { None } else { lock(root)? };
    let git = Git::of(root)?;
    if let Some(git) = &git {
        check_state(git)?;
    }
    let mut reports = Vec::new();
    if let Some(git) = &git
        && let Some(target) = git.commit(UPDATING)?
    {
        let mut clone = Clone::at(root, git)?;
        clone.completes = true;
        reports.extend(clone.update(&target, "an earlier update", dry)?);
        // The second half starts from where the first one ends.
        if dry && !reports.is_empty() {
            return Ok(Updated {
                reports,
                newest: None,
            });
        }
    }
    let source = source::find(root, git.as_ref(), named)?;
    let report = match (&git, &source) {
        (Some(git), Source::Commit { commit, shown }) => {
            let clone = Clone::at(root, git)?;
            match git.common(&clone.head, commit)? {
                Some(_) => clone.update(commit, shown, dry)?,
                None if is_shallow(git)? => bail!(
                    "this clone is shallow, and has no commit in common with {shown} so far. `git fetch \
                     --unshallow` brings the history; then update."
                ),
                None => {
                    let theirs = Version::of_commit(git, commit)?;
                    unrelated::update(root, Some(git), theirs, &source, dry)?
                }
            }
        }
        (
            git,
            Source::Folder {
                folder, unpacked, ..
            },
        ) => {
            let theirs = Version::of_folder(folder, unpacked.is_none())?;
            unrelated::update(root, git.as_ref(), theirs, &source, dry)?
        }
        (None, Source::Commit { .. }) => bail!("there is no repository to fetch into"),
    };
    let newest = report.is_none().then(|| newest(git.as_ref(), &source));
    reports.extend(report);
    Ok(Updated {
        reports,
        newest: newest.transpose()?,
    })
}

/// Puts back what the last update touched. Returns which files, and the folder that holds what was kept.
///
/// # Errors
/// If there was none, or its effect on HEAD cannot be taken back.
pub fn undo(root: &Path) -> anyhow::Result<(Back, String)> {
    let _lock = lock(root)?;
    let git = Git::of(root)?;
    let Some(last) = Kept::last(root)? else {
        bail!("there is no update to undo: .workbook holds none of its copies");
    };
    if !last.journal.done {
        bail!(
            "the last update was interrupted. `cargo workbook update` completes it, and then it can be undone. \
             The files as they were are in {}/files.",
            last.folder
        );
    }
    let heads = last.journal.from.clone().zip(last.journal.head.clone());
    let number = last.number;
    if let (Some(git), Some((from, head))) = (&git, &heads) {
        check_state(git)?;
        let now = git.commit("HEAD")?.unwrap_or_default();
        if now != *head && now != *from {
            bail!(
                "you have committed since the update, so undoing it would lose that. The files as they were \
                 are in {}/files, and the commit before the update is {}.",
                last.folder,
                commit::short(from)
            );
        }
        let back = last.put_back()?;
        if now == *head {
            let tree = format!("{}^{{tree}}", commit::before(number));
            let none = commit::Staged::new();
            commit::settle(git, head, from, &tree, &none, "workbook update --undo")?;
        }
        let folder = last.close()?;
        git.ask(&["update-ref", "-d", &commit::before(number)])?;
        return Ok((back, folder));
    }
    let back = last.put_back()?;
    Ok((back, last.close()?))
}

/// Only one update at a time. Held until it is dropped; none where the file system knows no locks.
fn lock(root: &Path) -> anyhow::Result<Option<File>> {
    let file = state::prepare(root)?.join("update.lock");
    let file = File::create(&file).with_context(|| format!("creating {}", file.display()))?;
    match file.try_lock() {
        Ok(()) => {
            folder::clean(root);
            Ok(Some(file))
        }
        Err(TryLockError::WouldBlock) => {
            bail!("another update of this workbook is running: wait until it is done")
        }
        Err(TryLockError::Error(_)) => Ok(None),
    }
}

fn check_state(git: &Git<'_>) -> anyhow::Result<()> {
    if git.commit("HEAD")?.is_none() {
        bail!(
            "the current branch has no commit yet. `git switch` to the branch with the workbook, or commit it; \
             then update."
        );
    }
    match git.hindrance()? {
        Some(what) => bail!("{what} Nothing was changed."),
        None => Ok(()),
    }
}

fn is_shallow(git: &Git<'_>) -> anyhow::Result<bool> {
    Ok(git.ask(&["rev-parse", "--is-shallow-repository"])? == "true")
}

/// What to say if there is nothing new.
fn newest(git: Option<&Git<'_>>, source: &Source) -> anyhow::Result<String> {
    let mut said = format!("Nothing new: you have what {} has.", source.shown());
    if let Some(git) = git {
        let remotes = git.ask(&["remote"])?;
        let is_other = !source.shown().starts_with("upstream");
        if is_other && remotes.lines().any(|remote| remote == "upstream") {
            said += " To ask the project that you forked: `cargo workbook update upstream`.";
        }
    }
    Ok(said)
}

fn interrupted(folder: &str) -> String {
    format!(
        "the update is not complete: `cargo workbook update` goes on with it. The files as they were are in \
         {folder}/files"
    )
}

/// Whether git writes new text files with `\r\n`.
fn crlf(git: &Git<'_>) -> anyhow::Result<bool> {
    Ok(git
        .try_ask(&["config", "--get", "core.autocrlf"])?
        .as_deref()
        == Some("true"))
}

/// The exercises of these outlines, by the paths of their answers.
fn answers(outlines: &[&Outline]) -> BTreeMap<String, String> {
    let all = outlines.iter().flat_map(|outline| outline.exercises());
    all.map(|one| (outline::answer(&one.id), one.id.clone()))
        .collect()
}
