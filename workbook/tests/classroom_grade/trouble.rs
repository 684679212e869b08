//! Faults of the grader's own: no grade, and never zero points.

use crate::{Class, DOUBLE};

#[cfg(unix)]
#[test]
fn what_the_grader_could_not_do_is_not_graded_and_tried_again() {
    use std::fs;
    use std::process::Command;

    use crate::fixtures::{Ran, text};

    let class = Class::new();
    class.folder("ann", &[("double", DOUBLE)]);
    class.folder("bob", &[("double", DOUBLE)]);
    let bob = class.submission("bob");
    for args in [
        &["init", "--quiet"][..],
        &["add", "."],
        &[
            "-c",
            "user.name=B",
            "-c",
            "user.email=b@example.org",
            "commit",
            "--quiet",
            "-m",
            "all",
        ],
    ] {
        assert!(
            Command::new("git")
                .args(args)
                .current_dir(&bob)
                .status()
                .unwrap()
                .success()
        );
    }
    class.graded(&[]);
    let checks = class.workbook.path("exercises/ch01/tests/checks/double.rs");
    let sound = fs::read_to_string(&checks).unwrap();
    fs::write(
        &checks,
        sound.replace("double(3).await", "double(3, 3).await"),
    )
    .unwrap();
    let broken = || {
        let words = ["grade", "subs", "--out", "out", "--unsafe-no-sandbox"];
        let mut command = class.workbook.command(&words);
        // There is no git.
        command.env("PATH", class.workbook.path("no/such/folder"));
        command.env("CARGO", env!("CARGO"));
        Ran::of(command.output().unwrap())
    };
    for tries in 1..=3 {
        let ran = broken();
        assert_eq!(ran.code, Some(1), "{}", ran.err);
        for name in ["ann", "bob"] {
            let student = class.student(name);
            assert_ne!(text(&student, "not_graded"), "", "{student}");
            assert_eq!(student["tries"], tries, "{student}");
        }
        let why = class.student("ann")["not_graded"].to_string();
        assert!(
            why.contains("the untouched stub of ch01/double does not compile"),
            "{why}"
        );
        assert_eq!(class.words("ann"), "not_handed_in not_graded");
        assert_eq!(class.words("bob"), "not_graded not_graded");
        assert!(
            class.csv("out")[2].contains("not graded: "),
            "{:?}",
            class.csv("out")
        );
    }
    // What was a grade is still there, beside.
    assert_eq!(class.json("out/students/ann.1.json")["earned"], 5);
    // Enough is enough, until one asks for it, or something changes.
    let ran = broken();
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert!(
        ran.err
            .contains("ann: not graded: tried 3 times (--regrade ann"),
        "{}",
        ran.err
    );
    assert_eq!(class.student("ann")["tries"], 3);
    fs::write(&checks, sound).unwrap();
    class.graded(&[]);
    for name in ["ann", "bob"] {
        assert_eq!(class.words(name), "not_handed_in passed");
        assert_eq!(class.student(name)["not_graded"], "");
    }
}

#[test]
fn a_folder_that_is_no_class_or_no_place_for_results_is_refused() {
    let class = Class::new();
    class.folder("ann", &[("double", DOUBLE)]);
    for (subs, out, said) in [
        ("subs", "subs", "neither empty nor a folder of results"),
        (".", "out", "one student's workbook"),
        ("subs/ann", "out", "one student's workbook"),
        ("nowhere", "out", "is no folder"),
    ] {
        let ran = class
            .workbook
            .run(&["grade", subs, "--out", out, "--unsafe-no-sandbox"]);
        assert_eq!(ran.code, Some(2), "{}", ran.err);
        assert!(ran.err.contains(said), "{}", ran.err);
    }
}
