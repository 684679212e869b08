//! Afterwards: HEAD and the index, so that git says what the reader changed and no more.

use std::collections::BTreeMap;
use std::ffi::OsStr;

use super::decide::{Decision, Merge};
use super::git::Git;
use super::plan::{Side, Versions};

/// The commit that an update is on the way to, until it is done. Each work tree has its own `refs/worktree`.
pub const UPDATING: &str = "refs/worktree/workbook/updating";

/// Used for a merge commit if git is not told who commits.
const FALLBACK: (&str, &str) = ("The workbook's reader", "reader@workbook.invalid");

/// What was staged before an update: lines of `git update-index --index-info`, by path.
pub type Staged = BTreeMap<String, String>;

/// What the index has other than HEAD.
///
/// # Errors
/// If git fails.
pub fn staged(git: &Git<'_>) -> anyhow::Result<Staged> {
    let args = [
        "diff-index",
        "--cached",
        "--raw",
        "-z",
        "--no-renames",
        "--no-abbrev",
        "HEAD",
    ];
    let said = git.feed(&args, &[], b"")?;
    let said = String::from_utf8_lossy(&said).into_owned();
    let mut words = said.split('\0');
    let mut staged = Staged::new();
    // `:100644 100644 OLD NEW M`, then the path.
    while let (Some(what), Some(path)) = (words.next(), words.next()) {
        if let [_, mode, _, object, _] = what.split(' ').collect::<Vec<_>>()[..] {
            staged.insert(path.to_owned(), line(mode, object, path));
        }
    }
    Ok(staged)
}

/// Keeps HEAD and what is staged under `refs/worktree/workbook/before-update-N`.
///
/// # Errors
/// If git fails.
pub fn keep(git: &Git<'_>, number: u32) -> anyhow::Result<()> {
    let name = before(number);
    let tree = git.ask(&["write-tree"])?;
    let message = "The workbook before an update: HEAD, and what was staged";
    let commit = commit_tree(git, &tree, &["HEAD"], message)?;
    git.ask(&["update-ref", &name, &commit])?;
    Ok(())
}

/// The reference of [`keep`].
pub fn before(number: u32) -> String {
    format!("refs/worktree/workbook/before-update-{number}")
}

/// The commit that HEAD will be at: the new version itself if the reader has no commits, or a merge of both by the
/// same rules as the working folder's files.
///
/// # Errors
/// If git fails.
pub fn make(
    git: &Git<'_>,
    versions: &Versions,
    head: (&str, &Side),
    theirs: &str,
    merge: &Merge<'_>,
) -> anyhow::Result<String> {
    let (head, side) = head;
    if git.common(head, theirs)?.as_deref() == Some(head) {
        return Ok(theirs.to_owned());
    }
    let (mut gone, mut lines) = (String::new(), String::new());
    for (path, (decision, _)) in versions.decisions(side, merge)? {
        let merged;
        let object = match &decision {
            Decision::Remove => {
                gone += &line("0", &"0".repeat(head.len()), &path);
                continue;
            }
            Decision::Take { .. } => versions.theirs.version.files[&path].object(),
            Decision::Merge(bytes) => {
                let said = git.feed(&["hash-object", "-w", "--stdin"], &[], bytes)?;
                merged = String::from_utf8_lossy(&said).trim().to_owned();
                Some(merged.as_str())
            }
            Decision::Leave | Decision::Keep(_) => {
                let files = &side.version.files;
                files.get(&path).and_then(|file| file.object())
            }
        };
        let own = || side.version.files.get(&path)?.executable;
        let executable = versions.new_mode(&path).or_else(own) == Some(true);
        if let Some(object) = object {
            let mode = if executable { "100755" } else { "100644" };
            lines += &line(mode, object, &path);
        }
    }
    // An index of its own, so that the reader's is changed once, at the end.
    let folder = tempfile::tempdir()?;
    let index = folder.path().join("index");
    let env: [(&str, &OsStr); 1] = [("GIT_INDEX_FILE", index.as_os_str())];
    git.feed(&["read-tree", head], &env, b"")?;
    for lines in [gone, lines] {
        git.feed(&INDEX_INFO, &env, lines.as_bytes())?;
    }
    let tree = git.feed(&["write-tree"], &env, b"")?;
    let tree = String::from_utf8_lossy(&tree).trim().to_owned();
    let message = format!(
        "Merge the workbook's version {}\n\nMade by `cargo workbook update`. Answers are as they were.",
        short(theirs)
    );
    commit_tree(git, &tree, &[head, theirs], &message)
}

const INDEX_INFO: [&str; 5] = ["update-index", "--add", "--replace", "-z", "--index-info"];

/// Puts the index and then HEAD from the commit `head` to `commit`. What was staged stays so, if the update does not
/// change it.
///
/// # Errors
/// If git fails. HEAD is moved last.
pub fn settle(
    git: &Git<'_>,
    head: &str,
    commit: &str,
    tree: &str,
    staged: &Staged,
    why: &str,
) -> anyhow::Result<()> {
    // The index alone: the files are as they must be already.
    git.ask(&["read-tree", "-m", "-i", tree])?;
    let lines: String = staged.values().map(String::as_str).collect();
    git.feed(&INDEX_INFO, &[], lines.as_bytes())?;
    git.ask(&["update-ref", "-m", why, "HEAD", commit, head])?;
    // It ends with 1 if a file differs, which is what answers do.
    git.try_ask(&["update-index", "-q", "--refresh"])?;
    Ok(())
}

/// A line for `git update-index --index-info`.
fn line(mode: &str, object: &str, path: &str) -> String {
    format!("{mode} {object}\t{path}\0")
}

fn commit_tree(
    git: &Git<'_>,
    tree: &str,
    parents: &[&str],
    message: &str,
) -> anyhow::Result<String> {
    let mut args = vec!["commit-tree", tree];
    for parent in parents {
        args.extend(["-p", parent]);
    }
    let mut env: Vec<(&str, &OsStr)> = Vec::new();
    for (ident, name, mail) in [
        ("GIT_AUTHOR_IDENT", "GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL"),
        (
            "GIT_COMMITTER_IDENT",
            "GIT_COMMITTER_NAME",
            "GIT_COMMITTER_EMAIL",
        ),
    ] {
        // Not one that git guesses from the machine's name.
        let args = ["-c", "user.useConfigOnly=true", "var", ident];
        if git.try_ask(&args)?.is_none() {
            env.extend([
                (name, OsStr::new(FALLBACK.0)),
                (mail, OsStr::new(FALLBACK.1)),
            ]);
        }
    }
    let said = git.feed(&args, &env, message.as_bytes())?;
    Ok(String::from_utf8_lossy(&said).trim().to_owned())
}

/// A commit's name as people read it.
pub fn short(commit: &str) -> &str {
    commit.get(..10).unwrap_or(commit)
}
