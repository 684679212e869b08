//! An update without a common history: of a downloaded copy, or of a repository for students.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context as _, bail};

use super::git::Git;
use super::kept::{self, Kept};
use super::outline::Outline;
use super::plan::{Known, Plan, Side, Versions};
use super::report::Report;
use super::source::Source;
use super::version::Version;
use super::{answers, crlf, interrupted, text};
use crate::state;

/// Updates where there is no common history: a downloaded copy, or a repository for students. HEAD and the index stay.
/// Nothing if there is nothing new.
///
/// # Errors
/// If it is the other kind of workbook, or something cannot be read or written.
pub fn update(
    root: &Path,
    git: Option<&Git<'_>>,
    mut theirs: Version,
    source: &Source,
    dry: bool,
) -> anyhow::Result<Option<Report>> {
    let shown = source.shown();
    match (
        root.join("assignment.toml").is_file(),
        theirs.files.contains_key("assignment.toml"),
    ) {
        (true, false) => bail!(
            "this is a repository for students, and {shown} holds another kind of workbook. Update from what your \
             instructor hands out."
        ),
        (false, true) => bail!(
            "{shown} is a repository for students, with a part of the workbook: it does not update the whole one"
        ),
        _ => {}
    }
    // What an update, a reset or a build has put beside the project's files is not the project's.
    theirs.files.retain(|path, _| {
        let last = path.rsplit('/').next().unwrap_or_default();
        let is_ours = |ending| last.contains(&format!(".rs.{ending}"));
        !(is_ours("kept-") || is_ours("new"))
    });
    let all: Vec<&str> = theirs.files.keys().map(String::as_str).collect();
    let mut texts = theirs.read(git, all)?;
    let after = Outline::of(&texts);
    let before = Outline::of(&own_parts(root)?);
    let answers = answers(&[&before, &after]);
    let mut stubs = BTreeMap::new();
    for (path, id) in &answers {
        if let Some(stub) = before.stub(id) {
            stubs.insert(path.clone(), stub.to_owned());
        }
        // The folder may be one in which its owner has answered.
        if let (Some(stub), true) = (after.stub(id), texts.contains_key(path)) {
            texts.insert(path.clone(), stub.as_bytes().to_vec());
        }
    }
    let brought: BTreeMap<String, String> = texts
        .iter()
        .map(|(path, bytes)| (path.clone(), text::digest(bytes)))
        .collect();
    let digests = kept::known(root);
    let mut paths: BTreeSet<String> = brought.keys().cloned().collect();
    paths.extend(stubs.keys().cloned());
    paths.extend(digests.iter().flat_map(|digests| digests.keys().cloned()));
    let versions = Versions {
        answers,
        known: Known::Part { stubs, digests },
        theirs: Side {
            version: theirs,
            texts,
        },
        paths,
    };
    let cannot_merge = |_: &[u8], _: &[u8], _: &[u8]| Ok(None);
    let crlf = match git {
        Some(git) => crlf(git)?,
        None => has_crlf(root),
    };
    let plan = Plan::make(root, &versions, crlf, &cannot_merge)?;
    if plan.steps.is_empty() {
        if !dry {
            settle(root, None, &brought)?;
        }
        return Ok(None);
    }
    let mut report = Report::of(root, &versions, (&before, &after), &plan, None);
    if !dry {
        let kept = Kept::begin(root, &plan, None)?;
        let folder = kept.folder.clone();
        plan.apply(root).with_context(|| interrupted(&folder))?;
        settle(root, Some(kept), &brought)?;
        report.kept = Some(folder);
    }
    report.from = shown.to_owned();
    report.unrelated = git.is_some();
    Ok(Some(report))
}

/// Notes what was brought, and that the update came to its end.
fn settle(
    root: &Path,
    begun: Option<Kept>,
    brought: &BTreeMap<String, String>,
) -> anyhow::Result<()> {
    state::prepare(root)?;
    kept::remember(root, brought)?;
    let begun = match begun {
        Some(begun) => Some(begun),
        None => Kept::last(root)?.filter(|kept| !kept.journal.done),
    };
    if let Some(mut kept) = begun {
        kept.journal.done = true;
        kept.write()?;
    }
    Ok(())
}

/// What the reader's own tree says of its chapters.
fn own_parts(root: &Path) -> anyhow::Result<BTreeMap<String, Vec<u8>>> {
    let mut parts = BTreeMap::new();
    for chapter in crate::engine::catalog::entries(&root.join("exercises"))? {
        let name = chapter.file_name().unwrap_or_default().to_string_lossy();
        for file in ["chapter.toml", "stubs.lock"] {
            let path = format!("exercises/{name}/{file}");
            if let Ok(bytes) = fs::read(root.join(&path)) {
                parts.insert(path, bytes);
            }
        }
    }
    Ok(parts)
}

/// Whether the folder's own text has `\r\n` at the ends of lines.
fn has_crlf(root: &Path) -> bool {
    fs::read(root.join("book.toml")).is_ok_and(|bytes| text::has_crlf(&bytes))
}
