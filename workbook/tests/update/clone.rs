//! A clone: what it gets, and what git says afterwards.

use std::fs;

use crate::pair::{ANSWER, BOTH, BOTH_CHECKS, CHECKS, DOUBLE, Project, STUBS};

const NEW_STUB: &str = "exercises/ch01/src/double.rs.new-stub";

#[test]
fn without_own_commits_the_branch_is_at_the_new_version_and_answers_are_changes() {
    let project = Project::new();
    let reader = project.clone();
    reader
        .answer()
        .edit("book.toml", "[book]", "# mine\n[book]");
    project
        .new_exercise()
        .0
        .edit(CHECKS, "\"twice three\"", "\"3 * 2\"");
    let new = project.commit();

    let out = reader.update(0, &["--dry-run"]);
    assert!(
        out.starts_with("An update would bring 2 new files and 5 changed files.\nFrom origin/main: 1 commit more, "),
        "{out}"
    );
    assert!(out.ends_with("\nNothing was changed.\n"), "{out}");
    assert!(!reader.has(".workbook") && !reader.has("exercises/ch01/src/triple.rs"));

    let out = reader.update(0, &[]);
    for said in [
        "Updated: 2 new files and 5 changed files.\n",
        "\nNew exercises\n  ch01/triple  Three times as much\n",
        "\nChecks changed\n  1 exercise: ch01/double.\n",
        "\nTo go back: `cargo workbook update --undo`. Each file as it was is in\n.workbook/before-update-1/files.\n",
    ] {
        assert!(out.contains(said), "{said:?} is not in:\n{out}");
    }
    assert!(
        !out.contains("Both changed") && !out.contains("The tool"),
        "{out}"
    );
    assert_eq!(reader.head(), new);
    assert_eq!(reader.git(&["branch", "--show-current"]), "main");
    assert_eq!(reader.status(), [" M book.toml", &format!(" M {DOUBLE}")]);
    assert_eq!(reader.read(DOUBLE), ANSWER);
    assert_eq!(
        reader.read(BOTH),
        fs::read_to_string(project.0.path(BOTH)).unwrap()
    );

    let out = reader.update(0, &[]);
    assert_eq!(out, "Nothing new: you have what origin/main has.\n");
    assert!(!reader.has(".workbook/before-update-2"));
}

#[test]
fn own_commits_are_merged_and_the_next_update_begins_there() {
    let project = Project::new();
    let reader = project.clone();
    let mine = reader.answer().commit();
    reader.write("notes.md", "mine\n");
    project.new_stub("twice {n}", "two times {n}");
    let first = project.commit();

    let out = reader.update(1, &[]);
    assert!(
        out.contains(&format!(
            "\nBoth changed\n  {DOUBLE}\n      your answer stays, and its stub has changed\n      the new one: \
             {NEW_STUB}\n"
        )),
        "{out}"
    );
    assert!(out.contains(". You have commits of your own: "), "{out}");
    let new_stub = fs::read_to_string(project.0.path(DOUBLE)).unwrap();
    assert_eq!(reader.read(NEW_STUB), new_stub);
    assert_eq!(reader.read(DOUBLE), ANSWER);
    assert_eq!(
        reader.git(&["rev-parse", "HEAD^1", "HEAD^2"]),
        format!("{mine}\n{first}")
    );
    assert_eq!(
        reader.git(&["show", &format!("HEAD:{STUBS}")]),
        reader.read(STUBS).trim_end()
    );
    assert_eq!(
        reader.status(),
        [format!("?? {NEW_STUB}"), "?? notes.md".to_owned()]
    );

    // Another exercise's stub and nothing of this one.
    project.0.edit(BOTH, "Two waits", "Both waits");
    let second = project.commit();
    let out = reader.update(0, &[]);
    assert!(!out.contains("Both changed"), "{out}");
    assert_eq!(reader.git(&["rev-parse", "HEAD^2"]), second);
    assert!(reader.read(BOTH).contains("Both waits"));
    assert_eq!(reader.read(DOUBLE), ANSWER);
    reader.git(&["fsck", "--strict"]);
}

#[test]
fn what_is_not_committed_stays_so_beside_own_commits() {
    let project = Project::new();
    let reader = project.clone();
    reader.write(BOTH, "// mine\n").commit();
    reader
        .answer()
        .edit(CHECKS, "use kit::check;", "use kit::check; // mine");
    project
        .new_stub("twice {n}", "two times {n}")
        .0
        .edit(CHECKS, "\"twice three\"", "\"3 * 2\"");
    project.commit();
    let out = reader.update(1, &[]);
    assert!(
        out.contains(&format!("  {CHECKS}\n      merged: it has your changes")),
        "{out}"
    );
    // The commit has the project's, and the folder the reader's.
    let committed = reader.git(&["show", &format!("HEAD:{CHECKS}")]);
    assert!(
        committed.contains("3 * 2") && !committed.contains("// mine"),
        "{committed}"
    );
    assert!(
        reader
            .git(&["show", &format!("HEAD:{DOUBLE}")])
            .contains("two times")
    );
    assert_eq!(reader.git(&["show", &format!("HEAD:{BOTH}")]), "// mine");
    let merged = reader.read(CHECKS);
    assert!(
        merged.contains("3 * 2") && merged.contains("// mine"),
        "{merged}"
    );
    assert_eq!(
        reader.status(),
        [
            format!(" M {DOUBLE}"),
            format!(" M {CHECKS}"),
            format!("?? {NEW_STUB}")
        ]
    );
}

#[test]
fn staged_changes_stay_staged_and_what_the_update_changes_is_kept_aside() {
    let project = Project::new();
    let reader = project.clone();
    reader
        .write("notes.md", "staged\n")
        .write(BOTH, "// staged\n")
        .answer();
    reader.git(&["add", "notes.md", BOTH, DOUBLE]);
    reader.write("notes.md", "later\n");
    project.new_stub("twice {n}", "two times {n}");
    project.commit();
    reader.update(1, &[]);
    assert_eq!(
        reader.status(),
        [
            format!("M  {BOTH}"),
            format!(" M {DOUBLE}"),
            "AM notes.md".to_owned(),
            format!("?? {NEW_STUB}")
        ]
    );
    assert_eq!(reader.git(&["show", ":notes.md"]), "staged");
    let before = "refs/worktree/workbook/before-update-1";
    assert_eq!(
        reader.git(&["show", &format!("{before}:{DOUBLE}")]),
        ANSWER.trim_end()
    );
}

#[test]
fn without_a_name_in_git_the_merge_has_one_of_its_own() {
    let project = Project::new();
    let reader = project.clone();
    reader.answer().commit();
    project.0.edit(CHECKS, "\"twice three\"", "\"3 * 2\"");
    project.commit();
    // Nor may the hooks of the reader's own commits run.
    for hook in ["post-index-change", "reference-transaction", "post-merge"] {
        let hook = reader.path(&format!(".git/hooks/{hook}"));
        fs::create_dir_all(hook.parent().unwrap()).unwrap();
        fs::write(&hook, "#!/bin/sh\ntouch hook-ran\nexit 1\n").unwrap();
        #[cfg(unix)]
        fs::set_permissions(&hook, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    }
    reader.update(0, &[]);
    assert!(!reader.has("hook-ran"));
    fs::remove_dir_all(reader.path(".git/hooks")).unwrap();
    assert_eq!(
        reader.git(&["log", "-1", "--format=%an <%ae>, %cn"]),
        "The workbook's reader <reader@workbook.invalid>, The workbook's reader"
    );
    reader.git(&["config", "user.name", "Grace"]);
    reader.git(&["config", "user.email", "grace@example.org"]);
    project.0.edit(CHECKS, "\"3 * 2\"", "\"2 * 3\"");
    project.commit();
    reader.update(0, &[]);
    assert_eq!(
        reader.git(&["log", "-1", "--format=%an <%ae>"]),
        "Grace <grace@example.org>"
    );
    assert_eq!(
        reader
            .git(&["config", "--local", "--get-regexp", "user"])
            .lines()
            .count(),
        2
    );
}

#[test]
fn verdicts_of_changed_checks_are_named_and_the_state_is_left_alone() {
    let project = Project::new();
    let reader = project.clone();
    reader.answer();
    let ran = reader.run(&["check", "ch01"]);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    let state = reader.read(".workbook/state.json");
    project.0.edit(CHECKS, "\"twice three\"", "\"3 * 2\"");
    project.0.edit(BOTH_CHECKS, "use ", "// Two.\nuse ");
    project.commit();
    let dry = reader.update(0, &["--dry-run"]);
    let out = reader.update(0, &[]);
    for out in [dry, out] {
        let told = "\nJudge again\n  The last verdicts no longer hold for ch01/double.\n    cargo workbook check \
                    ch01/double\n";
        assert!(out.contains(told), "{out}");
    }
    assert_eq!(reader.read(".workbook/state.json"), state);
    let ran = reader.run(&["list"]);
    assert!(ran.out.contains("changed\n"), "{}", ran.out);
    let ran = reader.run(&["check", "double"]);
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
}

#[test]
fn an_update_that_was_interrupted_is_completed_by_the_next() {
    let project = Project::new();
    let reader = project.clone();
    let mine = reader
        .answer()
        .edit(CHECKS, "use kit::check;", "use kit::check; // mine")
        .commit();
    project
        .new_exercise()
        .new_stub("twice {n}", "two times {n}")
        .0
        .edit(CHECKS, "\"twice three\"", "\"3 * 2\"");
    let first = project.commit();
    // HEAD moves last. A lock keeps it from that.
    let lock = reader.path(".git/refs/heads/main.lock");
    fs::write(&lock, "").unwrap();
    let err = reader.update(2, &[]);
    assert!(
        err.starts_with(
            "error: the update is not complete: `cargo workbook update` goes on with it. The files as they were are in \
             .workbook/before-update-1/files: "
        ),
        "{err}"
    );
    assert_eq!(reader.head(), mine);
    fs::remove_file(&lock).unwrap();
    // It was ended in the middle of a file, too; and the project has gone on.
    fs::remove_file(reader.path("exercises/ch01/src/triple.rs")).unwrap();
    reader.write(".workbook/unfinished-1", "half");
    reader.git(&[
        "checkout",
        "--quiet",
        "HEAD",
        "--",
        "exercises/ch01/src/lib.rs",
    ]);
    project.0.edit(BOTH, "Two waits", "Both waits");
    let second = project.commit();

    let out = reader.update(1, &[]);
    assert!(
        out.starts_with(
            "Completed the update that was interrupted: 1 new file and 1 changed file.\n"
        ),
        "{out}"
    );
    assert!(
        out.contains("\nUpdated: 1 changed file.\nFrom origin/main: 1 commit more"),
        "{out}"
    );
    assert_eq!(
        reader.git(&["rev-parse", "HEAD^2", "HEAD^1^2", "HEAD^1^1"]),
        format!("{second}\n{first}\n{mine}")
    );
    assert_eq!(reader.read(DOUBLE), ANSWER);
    let checks = reader.read(CHECKS);
    assert!(
        checks.contains("// mine") && checks.contains("3 * 2"),
        "{checks}"
    );
    assert_eq!(reader.status(), [format!("?? {NEW_STUB}")]);
    let kept = reader.read(&format!(".workbook/before-update-1/files/{CHECKS}"));
    assert!(
        kept.contains("// mine") && !kept.contains("3 * 2"),
        "{kept}"
    );
    let updating = "refs/worktree/workbook/updating";
    assert_eq!(reader.git(&["for-each-ref", updating]), "");
    assert!(!reader.has(".workbook/unfinished-1"));
    // Each is undone by itself.
    reader.update(0, &["--undo"]);
    assert_eq!(reader.git(&["rev-parse", "HEAD^2"]), first);
    reader.update(0, &["--undo"]);
    assert_eq!(reader.head(), mine);
    assert_eq!(reader.status(), [""; 0]);
}

#[test]
fn a_detached_head_and_a_shallow_clone_and_another_work_tree_move_on() {
    let project = Project::new();
    project.0.edit(BOTH, "Two waits", "Two  waits");
    project.commit();
    let detached = project.clone();
    detached.git(&["checkout", "--quiet", "--detach"]);
    let shallow = project.cloned(&["--depth", "1"]);
    let mine = shallow.answer().commit();
    let linked = project.clone();
    let beside = linked.beside("linked");
    linked.git(&[
        "worktree",
        "add",
        "--quiet",
        "-b",
        "side",
        beside.to_str().unwrap(),
    ]);
    project.0.edit(CHECKS, "\"twice three\"", "\"3 * 2\"");
    let new = project.commit();

    detached.update(0, &[]);
    assert_eq!(detached.head(), new);
    assert_eq!(detached.status(), [""; 0]);
    assert_eq!(detached.git(&["branch", "--show-current"]), "");
    shallow.update(0, &[]);
    assert_eq!(
        shallow.git(&["rev-parse", "HEAD^1", "HEAD^2"]),
        format!("{mine}\n{new}")
    );
    assert_eq!(shallow.read(DOUBLE), ANSWER);
    let mut command = linked.command(&["update"]);
    let ended = command.current_dir(&beside).output().unwrap();
    assert!(
        ended.status.success(),
        "{}",
        String::from_utf8_lossy(&ended.stderr)
    );
    assert_eq!(crate::pair::git(&beside, &["rev-parse", "HEAD"]), new);
    assert_ne!(linked.head(), new);
}
