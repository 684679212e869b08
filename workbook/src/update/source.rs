//! Where the new version comes from.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, anyhow, bail};
use tempfile::TempDir;

use super::git::Git;
use crate::classroom::unpack::{self, MOST_KEPT, Trouble};

/// The reference under which git keeps what was fetched.
const INCOMING: &str = "refs/worktree/workbook/incoming";

/// The new version, at hand.
pub enum Source {
    /// A commit in the reader's own repository by now.
    Commit { commit: String, shown: String },
    /// A folder; one that was unpacked for this goes with it.
    Folder {
        folder: PathBuf,
        shown: String,
        unpacked: Option<TempDir>,
    },
}

impl Source {
    pub fn shown(&self) -> &str {
        match self {
            Source::Commit { shown, .. } | Source::Folder { shown, .. } => shown,
        }
    }
}

/// Fetches the new version: from what `named` names, or else from where the clone itself comes from.
///
/// # Errors
/// If there is no such place, or no workbook there.
pub fn find(root: &Path, git: Option<&Git<'_>>, named: Option<&str>) -> anyhow::Result<Source> {
    let remotes = match git {
        Some(git) => git.ask(&["remote"])?,
        None => String::new(),
    };
    let remotes: Vec<&str> = remotes.lines().collect();
    let Some(named) = named else {
        let git = git.ok_or_else(|| {
            anyhow!(
                "{} is not a git clone, so there is nothing to fetch from. Download the new version, \
                 then name its archive or its folder: `cargo workbook update workbook.zip`.",
                root.display()
            )
        })?;
        let (remote, reference) = match tracked(git)? {
            Some(tracked) => tracked,
            None => {
                let known = ["origin", "upstream"].into_iter();
                let only = (remotes.len() == 1).then(|| remotes[0]);
                let remote = known.chain(only).find(|name| remotes.contains(name));
                let remote = remote.ok_or_else(|| match remotes[..] {
                    [] => anyhow!(
                        "this clone has no remote to fetch from. Add the project's with `git remote add \
                         origin URL`, or name a folder or an archive with the new version."
                    ),
                    _ => anyhow!(
                        "from which remote? This clone has {}: name one, as in `cargo workbook update {}`",
                        remotes.join(", "),
                        remotes[0]
                    ),
                })?;
                (remote.to_owned(), "HEAD".to_owned())
            }
        };
        return fetch(git, &remote, &reference, &remote);
    };
    if let Some(git) = git.filter(|_| remotes.contains(&named)) {
        let reference = match tracked(git)? {
            Some((remote, reference)) if remote == named => reference,
            _ => "HEAD".to_owned(),
        };
        return fetch(git, named, &reference, named);
    }
    let path = std::path::absolute(named)?;
    if path.is_file() {
        return archive(&path, named);
    }
    if !path.is_dir() {
        let known = match (git, &remotes[..]) {
            (None, _) => "this copy is no git clone and has no remotes".to_owned(),
            (_, []) => "this clone has no remotes".to_owned(),
            (_, names) => format!("the remotes here are {}", names.join(", ")),
        };
        bail!("`{named}` names no folder, no archive and no remote; {known}");
    }
    let Some(folder) = workbook_in(&path) else {
        bail!(
            "{named} holds no workbook: expected book.toml and exercises/ in it, or in the one folder that \
             it holds"
        );
    };
    if same(&folder, root) {
        bail!("{named} is this workbook itself: name the folder of the new version");
    }
    match (git, folder.join(".git").symlink_metadata()) {
        (Some(git), Ok(_)) => {
            let url = folder.to_str().context("the folder's name is no text")?;
            fetch(git, url, "HEAD", named)
        }
        _ => Ok(Source::Folder {
            folder,
            shown: named.to_owned(),
            unpacked: None,
        }),
    }
}

/// The remote that the current branch tracks, and which reference there.
fn tracked(git: &Git<'_>) -> anyhow::Result<Option<(String, String)>> {
    let Some(branch) = git.try_ask(&["symbolic-ref", "--quiet", "--short", "HEAD"])? else {
        return Ok(None);
    };
    let setting =
        |what: &str| git.try_ask(&["config", "--get", &format!("branch.{branch}.{what}")]);
    Ok(setting("remote")?.zip(setting("merge")?))
}

fn fetch(git: &Git<'_>, remote: &str, reference: &str, shown: &str) -> anyhow::Result<Source> {
    git.ask(&[
        "fetch",
        "--quiet",
        "--no-tags",
        "--no-recurse-submodules",
        "--",
        remote,
        &format!("+{reference}:{INCOMING}"),
    ])
    .with_context(|| format!("fetching from {shown}; nothing was changed"))?;
    let commit = git.commit(INCOMING)?;
    let branch = reference.strip_prefix("refs/heads/");
    Ok(Source::Commit {
        commit: commit.with_context(|| format!("{shown} has no commit"))?,
        shown: branch.map_or(shown.to_owned(), |branch| format!("{shown}/{branch}")),
    })
}

fn archive(file: &Path, named: &str) -> anyhow::Result<Source> {
    let unpacked = tempfile::tempdir()?;
    let odd =
        unpack::archive(file, unpacked.path(), &|_| true).map_err(|trouble| match trouble {
            Trouble::Theirs(what) => anyhow!("{named} cannot be unpacked: {what}"),
            Trouble::Ours(error) => anyhow::Error::new(error).context(format!("unpacking {named}")),
        })?;
    if let Some(first) = odd.first() {
        bail!("{named} is not as the project packs it, and nothing was changed: {first}");
    }
    for entry in walkdir::WalkDir::new(unpacked.path()) {
        let entry = entry?;
        if entry.metadata()?.len() >= MOST_KEPT {
            bail!(
                "{named} holds a file of 4 MiB or more, which is not unpacked whole: {}. Unpack it yourself, \
                 and name the folder.",
                entry.file_name().display()
            );
        }
    }
    let Some(folder) = workbook_in(unpacked.path()) else {
        bail!("{named} holds no workbook: expected book.toml and exercises/ in it");
    };
    Ok(Source::Folder {
        folder,
        shown: named.to_owned(),
        unpacked: Some(unpacked),
    })
}

/// The workbook in `folder`: itself, or the one folder in it that is one, as archives have it.
fn workbook_in(folder: &Path) -> Option<PathBuf> {
    let is_one =
        |path: &PathBuf| path.join("book.toml").is_file() && path.join("exercises").is_dir();
    let folder = folder.to_path_buf();
    if is_one(&folder) {
        return Some(folder);
    }
    let within = std::fs::read_dir(&folder).ok()?;
    let mut within = within
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(is_one);
    let only = within.next()?;
    within.next().is_none().then_some(only)
}

fn same(one: &Path, other: &Path) -> bool {
    match (one.canonicalize(), other.canonicalize()) {
        (Ok(one), Ok(other)) => one == other,
        _ => false,
    }
}
