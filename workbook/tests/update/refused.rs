//! What is refused, with what to do; and where the new version comes from.

use std::fs;

use crate::pair::{BOTH, CHECKS, DOUBLE, Project, git};

#[test]
fn a_repository_in_the_middle_of_something_is_left_alone() {
    let project = Project::new();
    let reader = project.clone();
    reader.answer().commit();
    project.new_stub("twice {n}", "two times {n}");
    project.commit();
    let head = reader.head();
    let inner = |name: &str| reader.path(&format!(".git/{name}"));
    for (name, said) in [
        (
            "MERGE_HEAD",
            "a merge is in progress. Finish it, or give it up with `git merge --abort`",
        ),
        ("CHERRY_PICK_HEAD", "a cherry-pick is in progress."),
        ("REVERT_HEAD", "a revert is in progress."),
        ("BISECT_LOG", "`git bisect reset`"),
        (
            "index.lock",
            "another git command is running, or one was killed.",
        ),
        (
            "HEAD.lock",
            "another git command is running, or one was killed.",
        ),
    ] {
        fs::write(inner(name), format!("{head}\n")).unwrap();
        let err = reader.update(2, &[]);
        assert!(
            err.contains(said) && err.contains("Nothing was changed."),
            "{name}: {err}"
        );
        fs::remove_file(inner(name)).unwrap();
    }
    fs::create_dir(inner("rebase-merge")).unwrap();
    let err = reader.update(2, &["--dry-run"]);
    assert!(err.contains("a rebase is in progress."), "{err}");
    fs::remove_dir(inner("rebase-merge")).unwrap();
    // A real conflict, whatever became of the merge.
    reader.git(&["fetch", "--quiet"]);
    let merging = ["merge-tree", "--write-tree", "HEAD", "origin/main"];
    let _ = std::process::Command::new("git")
        .args(merging)
        .current_dir(reader.root())
        .output();
    let blob = reader.git(&["hash-object", "-w", DOUBLE]);
    let folder = tempfile::tempdir().unwrap();
    let lines = folder.path().join("lines");
    fs::write(
        &lines,
        format!("100644 {blob} 1\t{DOUBLE}\n100644 {blob} 2\t{DOUBLE}\n"),
    )
    .unwrap();
    let mut command = std::process::Command::new("git");
    let stdin = fs::File::open(&lines).unwrap();
    let ended = command
        .args(["update-index", "--index-info"])
        .current_dir(reader.root())
        .stdin(stdin);
    assert!(ended.status().unwrap().success());
    let err = reader.update(2, &[]);
    assert!(err.contains("git holds files with conflicts"), "{err}");
    assert_eq!(reader.head(), head);
    assert!(!reader.has(&format!("{DOUBLE}.new-stub")));
}

#[test]
fn a_branch_without_a_commit_is_refused() {
    let project = Project::new();
    let reader = project.clone();
    reader.git(&["checkout", "--quiet", "--orphan", "empty"]);
    let err = reader.update(2, &[]);
    assert!(
        err.contains("the current branch has no commit yet."),
        "{err}"
    );
}

#[test]
fn the_new_version_comes_from_the_tracked_branch_or_the_remote_that_is_named() {
    let project = Project::new();
    let reader = project.clone();
    git(&project.path(), &["checkout", "--quiet", "-b", "next"]);
    project.0.edit(CHECKS, "\"twice three\"", "\"3 * 2\"");
    let next = project.commit();
    git(&project.path(), &["checkout", "--quiet", "main"]);
    // A remote of another name, and a branch of another one.
    reader.git(&["remote", "rename", "origin", "book"]);
    assert_eq!(
        reader.update(0, &[]),
        "Nothing new: you have what book/main has.\n"
    );
    reader.git(&["fetch", "--quiet", "book"]);
    reader.git(&["branch", "--quiet", "--set-upstream-to", "book/next"]);
    let out = reader.update(0, &["--dry-run"]);
    assert!(out.contains("From book/next: 1 commit more"), "{out}");
    reader.git(&["branch", "--quiet", "--unset-upstream"]);
    // The only one that there is.
    assert_eq!(
        reader.update(0, &[]),
        "Nothing new: you have what book has.\n"
    );
    reader.git(&[
        "remote",
        "add",
        "fork",
        &reader.root().display().to_string(),
    ]);
    let err = reader.update(2, &[]);
    assert!(
        err.contains("from which remote? This clone has book, fork: name one"),
        "{err}"
    );
    reader.git(&["remote", "rename", "book", "upstream"]);
    assert_eq!(
        reader.update(0, &[]),
        "Nothing new: you have what upstream has.\n"
    );
    reader.git(&["remote", "rename", "fork", "origin"]);
    let out = reader.update(0, &[]);
    assert!(
        out.contains("To ask the project that you forked: `cargo workbook\nupdate upstream`")
            || out.contains("`cargo workbook update upstream`"),
        "{out}"
    );
    git(&project.path(), &["checkout", "--quiet", "next"]);
    reader.update(0, &["upstream"]);
    assert_eq!(reader.head(), next);
}

#[test]
fn a_folder_with_the_same_history_is_merged_like_a_remote() {
    let project = Project::new();
    let reader = project.clone();
    let newer = project.clone();
    let new = newer.edit(BOTH, "Two waits", "Both waits").commit();
    reader.git(&["remote", "remove", "origin"]);
    let err = reader.update(2, &[]);
    assert!(
        err.contains("this clone has no remote to fetch from."),
        "{err}"
    );
    reader.update(0, &[newer.root().to_str().unwrap()]);
    assert_eq!(reader.head(), new);
    assert_eq!(reader.status(), [""; 0]);
}

#[test]
fn what_names_no_version_says_what_there_is() {
    let project = Project::new();
    let reader = project.clone();
    fs::write(reader.beside("text.zip"), "no archive").unwrap();
    fs::create_dir(reader.beside("empty")).unwrap();
    for (named, said) in [
        (
            "orign",
            "`orign` names no folder, no archive and no remote; the remotes here are origin",
        ),
        (
            "../empty",
            "../empty holds no workbook: expected book.toml and exercises/ in it",
        ),
        ("../text.zip", "../text.zip cannot be unpacked: "),
        ("../workbook", "../workbook is this workbook itself"),
        ("", "is empty"),
    ] {
        let err = reader.update(2, &[named]);
        assert!(err.contains(said), "{named}: {err}");
    }
    fs::rename(project.path(), reader.beside("moved")).unwrap();
    let err = reader.update(2, &[]);
    assert!(
        err.contains("fetching from origin; nothing was changed: `git fetch` failed: "),
        "{err}"
    );
    assert!(!reader.has(".workbook/before-update-1"));
}
