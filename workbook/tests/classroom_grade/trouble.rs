//! Faults of the grader's own: no grade, and never zero points.

use crate::fixtures::{Ran, text};
use crate::{Class, DOUBLE};

#[test]
fn what_the_grader_could_not_do_is_not_graded_and_tried_again() {
    let class = Class::new();
    class.folder("ann", &[("double", DOUBLE)]);
    class.zip("bob.zip", &[("double", DOUBLE)]);
    // What is needed for the checks is there; then rustc finds no linker, and archives no folder for temporary files.
    class.graded(&["--only", "ann"]);
    class.folder("ann", &[("double", &format!("{DOUBLE}\n"))]);
    let broken = || {
        let words = ["grade", "subs", "--out", "out", "--unsafe-no-sandbox"];
        let mut command = class.workbook.command(&words);
        for name in ["TMPDIR", "TMP", "TEMP"] {
            command.env(name, class.workbook.path("no/such/folder"));
        }
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
            assert_eq!(student["tries"], tries);
        }
        assert_eq!(class.words("ann"), "not_handed_in not_graded");
        assert!(
            class.csv("out")[2].contains("not graded: "),
            "{:?}",
            class.csv("out")
        );
    }
    // What was a grade is still there, beside.
    assert_eq!(class.json("out/students/ann.1.json")["earned"], 5);
    // Enough is enough, until one asks for it.
    let ran = class.grade(&[]);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert!(ran.err.contains("tried 3 times"), "{}", ran.err);
    // What could not even be read is read, though.
    assert_eq!(class.words("bob"), "not_handed_in passed");
    class.graded(&["--regrade", "ann"]);
    assert_eq!(class.words("ann"), "not_handed_in passed");
    assert_eq!(class.student("ann")["not_graded"], "");
}

#[test]
fn without_a_sandbox_it_refuses_unless_told() {
    let class = Class::new();
    class.folder("ann", &[("double", DOUBLE)]);
    let ran = class.workbook.run(&["grade", "subs", "--out", "subs"]);
    assert_eq!(ran.code, Some(2));
    let ran = class.workbook.run(&["grade", "exercises", "--out", "out"]);
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.err.contains("one student's workbook") || ran.err.contains("no submission"),
        "{}",
        ran.err
    );
}
