//! `update --undo`.

use std::fs;

use crate::pair::{ANSWER, BOTH, CHECKS, DOUBLE, Project};

#[test]
fn everything_is_as_before_and_the_update_can_be_made_again() {
    let project = Project::new();
    let reader = project.clone();
    let mine = reader.answer().commit();
    reader.write("notes.md", "staged\n");
    reader.git(&["add", "notes.md"]);
    reader.edit(CHECKS, "use kit::check;", "use kit::check; // mine");
    let (status, checks) = (reader.status(), reader.read(CHECKS));
    project
        .new_exercise()
        .new_stub("twice {n}", "two times {n}")
        .0
        .edit(CHECKS, "\"twice three\"", "\"3 * 2\"")
        .remove("chapters/listings/examples/ch01-one.out");
    project.commit();
    for _ in 0..2 {
        reader.update(1, &[]);
        assert!(!reader.has("chapters/listings/examples/ch01-one.out"));
        assert_ne!(reader.head(), mine);
        let out = reader.update(0, &["--undo"]);
        assert!(out.starts_with("The last update is undone: "), "{out}");
        assert_eq!(reader.head(), mine);
        assert_eq!(reader.status(), status);
        assert_eq!(reader.read(CHECKS), checks);
        assert_eq!(reader.read(DOUBLE), ANSWER);
        assert!(reader.has("chapters/listings/examples/ch01-one.out"));
        assert!(!reader.has("exercises/ch01/src/triple.rs"));
        assert!(!reader.has(&format!("{DOUBLE}.new-stub")));
    }
    let err = reader.update(2, &["--undo"]);
    assert!(err.contains("there is no update to undo"), "{err}");
}

#[test]
fn what_was_written_since_stays() {
    let project = Project::new();
    let reader = project.clone();
    project
        .new_exercise()
        .0
        .edit(BOTH, "Two waits", "Both waits");
    project.commit();
    reader.update(0, &[]);
    let triple = "exercises/ch01/src/triple.rs";
    reader.write(triple, "// answered since\n").answer();
    let out = reader.update(0, &["--undo"]);
    assert!(out.contains(&format!("so these stay: {triple}.")), "{out}");
    assert_eq!(reader.read(triple), "// answered since\n");
    assert_eq!(reader.read(DOUBLE), ANSWER);
    assert!(reader.read(BOTH).contains("Two waits"));
    assert_eq!(
        reader.status(),
        [format!(" M {DOUBLE}"), format!("?? {triple}")]
    );
}

#[test]
fn commits_since_are_not_dropped() {
    let project = Project::new();
    let reader = project.clone();
    project.0.edit(BOTH, "Two waits", "Both waits");
    project.commit();
    reader.update(0, &[]);
    let mine = reader.answer().commit();
    let err = reader.update(2, &["--undo"]);
    assert!(err.contains("you have committed since the update"), "{err}");
    assert_eq!(reader.head(), mine);
    assert!(reader.read(BOTH).contains("Both waits"));
}

#[test]
fn a_downloaded_copy_goes_back_too() {
    let project = Project::new();
    let reader = project.downloaded();
    reader.answer();
    let both = reader.read(BOTH);
    project.new_exercise();
    project.commit();
    let newer = project.downloaded();
    let named = newer.root();
    let named = named.to_str().unwrap();
    reader.update(0, &[named]);
    assert!(reader.has(".workbook/version.json"));
    reader.update(0, &["--undo"]);
    assert!(!reader.has("exercises/ch01/src/triple.rs") && !reader.has(".workbook/version.json"));
    assert_eq!(reader.read(BOTH), both);
    assert_eq!(reader.read(DOUBLE), ANSWER);
    assert!(
        fs::read_dir(reader.path(".workbook")).unwrap().count() > 1,
        "the copies stay"
    );
}
