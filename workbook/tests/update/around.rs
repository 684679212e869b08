//! What is around it: the environment, two at once, a narrow terminal, a closed pipe.

use std::fs::File;
use std::process::Stdio;

use crate::fixtures::Ran;
use crate::pair::{BOTH, CHECKS, Project, git};

#[test]
fn what_points_git_at_another_repository_is_not_followed() {
    let project = Project::new();
    let (reader, other) = (project.clone(), project.clone());
    project.0.edit(BOTH, "Two waits", "Both waits");
    let new = project.commit();
    let before = other.head();
    let mut command = reader.command(&["update"]);
    command
        .env("GIT_DIR", other.path(".git"))
        .env("GIT_WORK_TREE", other.root())
        .env("GIT_INDEX_FILE", other.path(".git/index"))
        .env("GIT_CONFIG_COUNT", "1")
        .env("GIT_CONFIG_KEY_0", "remote.origin.url")
        .env("GIT_CONFIG_VALUE_0", "/nowhere");
    let ran = Ran::of(command.output().unwrap());
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert_eq!(reader.head(), new);
    assert_eq!(reader.status(), [""; 0]);
    assert_eq!(other.head(), before);
    assert_eq!(other.status(), [""; 0]);
}

#[test]
fn from_a_folder_below_it_is_the_same() {
    let project = Project::new();
    let reader = project.clone();
    project.0.edit(BOTH, "Two waits", "Both waits");
    let new = project.commit();
    let mut command = reader.command(&["update"]);
    let ran = Ran::of(
        command
            .current_dir(reader.path("exercises/ch01/src"))
            .output()
            .unwrap(),
    );
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert_eq!(reader.head(), new);
}

#[test]
fn a_copy_inside_another_repository_is_no_clone() {
    let project = Project::new();
    let reader = project.downloaded();
    git(&reader.beside(""), &["init", "--quiet"]);
    let err = reader.update(2, &[]);
    assert!(err.contains("is not a git clone"), "{err}");
}

#[test]
fn only_one_update_at_a_time() {
    let project = Project::new();
    let reader = project.clone();
    reader.write(".workbook/.gitignore", "*\n");
    let lock = File::create(reader.path(".workbook/update.lock")).unwrap();
    lock.lock().unwrap();
    let err = reader.update(2, &[]);
    assert!(
        err.contains("another update of this workbook is running"),
        "{err}"
    );
    lock.unlock().unwrap();
    reader.update(0, &[]);
}

#[test]
fn it_fits_a_narrow_terminal_and_a_pipe_has_no_colours() {
    let project = Project::new();
    let reader = project.clone();
    reader.answer().edit(CHECKS, "\"twice three\"", "\"mine\"");
    project
        .new_exercise()
        .new_stub("twice {n}", "two times {n}")
        .0
        .edit(CHECKS, "\"twice three\"", "\"3 * 2\"");
    project.commit();
    let mut command = reader.command(&["update", "--dry-run"]);
    let ran = Ran::of(
        command
            .env("COLUMNS", "60")
            .env_remove("NO_COLOR")
            .output()
            .unwrap(),
    );
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert!(!ran.out.contains('\u{1b}'), "{}", ran.out);
    for line in ran.out.lines() {
        // A path is not broken.
        assert!(
            line.chars().count() <= 60 || line.trim().contains("exercises/"),
            "{line}"
        );
    }
    // A closed pipe does not keep the rest from being done.
    let mut child = reader
        .command(&["update"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(1));
    assert!(reader.has("exercises/ch01/src/triple.rs"));
}
