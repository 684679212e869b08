//! An update of a clone: three versions, and HEAD and the index afterwards.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::Context as _;

use super::commit::{self, UPDATING};
use super::git::Git;
use super::kept::{self, Kept};
use super::outline::{self, Outline};
use super::plan::{Known, Plan, Side, Versions};
use super::report::{Commits, Report};
use super::version::Version;
use super::{answers, crlf, interrupted};

/// A clone, about to be updated.
pub struct Clone<'a> {
    root: &'a Path,
    git: &'a Git<'a>,
    pub head: String,
    /// Whether it completes an update that was interrupted.
    pub completes: bool,
}

impl<'a> Clone<'a> {
    /// # Errors
    /// If git fails.
    pub fn at(root: &'a Path, git: &'a Git<'a>) -> anyhow::Result<Self> {
        let head = git.commit("HEAD")?.context("HEAD names no commit")?;
        Ok(Self {
            root,
            git,
            head,
            completes: false,
        })
    }

    /// Brings the commit `theirs`, with which there is a common one. Nothing if HEAD has it already.
    ///
    /// # Errors
    /// If something cannot be read or written.
    pub fn update(self, theirs: &str, from: &str, dry: bool) -> anyhow::Result<Option<Report>> {
        let Self { root, git, .. } = self;
        let head = self.head.as_str();
        let base = git.common(head, theirs)?;
        let base = base.context("there is no common commit")?;
        if base == theirs {
            // Perhaps an update was ended after HEAD had moved.
            if self.completes && !dry {
                if let Some(kept) = Kept::last(root)?.filter(|kept| !kept.journal.done) {
                    finish(git, kept, head)?;
                }
                git.ask(&["update-ref", "-d", UPDATING])?;
            }
            return Ok(None);
        }
        let [base, theirs_version, head_version] =
            [base.as_str(), theirs, head].map(|commit| Version::of_commit(git, commit));
        let (base, theirs_version, head_version) = (base?, theirs_version?, head_version?);
        let all = base.files.keys().chain(theirs_version.files.keys());
        let paths: BTreeSet<String> = all
            .filter(|path| base.files.get(*path) != theirs_version.files.get(*path))
            .cloned()
            .collect();
        let side = |version: Version| {
            let parts = version.files.keys().filter(|path| outline::is_part(path));
            let wanted = paths.iter().chain(parts).map(String::as_str);
            let texts = version.read(Some(git), wanted)?;
            anyhow::Ok(Side { version, texts })
        };
        let (base, theirs_side) = (side(base)?, side(theirs_version)?);
        let head_side = side(head_version)?;
        let outlines = (Outline::of(&base.texts), Outline::of(&theirs_side.texts));
        let versions = Versions {
            answers: answers(&[&outlines.0, &outlines.1]),
            known: Known::Whole(base),
            theirs: theirs_side,
            paths,
        };
        let merge = |ours: &[u8], base: &[u8], theirs: &[u8]| git.merge(ours, base, theirs);
        let plan = Plan::make(root, &versions, crlf(git)?, &merge)?;
        let begun = Kept::last(root)?.filter(|kept| !kept.journal.done);
        let both = (&outlines.0, &outlines.1);
        let mut report = Report::of(root, &versions, both, &plan, begun.as_ref());
        let count = git.ask(&["rev-list", "--count", &format!("{head}..{theirs}")])?;
        let mut commits = Commits {
            old: commit::short(head).to_owned(),
            new: commit::short(theirs).to_owned(),
            count: count.parse().unwrap_or_default(),
            merge: None,
        };
        if !dry {
            let mut staged = commit::staged(git)?;
            staged.retain(|path, _| !versions.paths.contains(path));
            let kept = Kept::begin(root, &plan, Some(head))?;
            // The first half of an interrupted one may have changed the index already.
            if begun.is_none() || git.commit(&commit::before(kept.number))?.is_none() {
                commit::keep(git, kept.number)?;
            }
            git.ask(&["update-ref", UPDATING, theirs])?;
            report.kept = Some(kept.folder.clone());
            let complete = || -> anyhow::Result<String> {
                plan.apply(root)?;
                let commit = commit::make(git, &versions, (head, &head_side), theirs, &merge)?;
                commit::settle(git, head, &commit, &commit, &staged, "workbook update")?;
                Ok(commit)
            };
            let commit = complete().with_context(|| interrupted(&kept.folder))?;
            if commit != theirs {
                commits.merge = Some(commit::short(&commit).to_owned());
            }
            finish(git, kept, &commit)?;
            kept::forget(root)?;
        }
        report.commits = Some(commits);
        report.from = from.to_owned();
        report.completes = self.completes;
        Ok(Some(report))
    }
}

/// Notes that an update came to its end, with HEAD at `commit`.
fn finish(git: &Git<'_>, mut kept: Kept, commit: &str) -> anyhow::Result<()> {
    kept.journal.done = true;
    kept.journal.head = Some(commit.to_owned());
    kept.write()?;
    git.ask(&["update-ref", "-d", UPDATING])?;
    Ok(())
}
