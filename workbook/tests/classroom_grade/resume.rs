//! What is kept, what is judged again, and what a stopped run leaves.

use std::fs;
use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

use crate::fixtures::text;
use crate::{BOTH, Class, DOUBLE, OVERFLOWS};

/// The result of ann, who is graded again and again.
fn seconds(class: &Class, exercise: usize) -> String {
    class.student("ann")["exercises"][exercise]["checks"][0]["seconds"].to_string()
}

#[test]
fn only_what_has_changed_or_is_asked_for_is_judged_again() {
    let class = Class::new();
    class
        .folder("ann", &[("both", BOTH), ("double", OVERFLOWS)])
        .folder("bob", &[("double", DOUBLE)]);
    class.graded(&[]);
    let both = seconds(&class, 0);

    // A changed answer: the other one's verdicts are kept, the old result is too.
    class.folder("ann", &[("double", DOUBLE)]);
    let ran = class.graded(&[]);
    assert!(ran.out.contains("1 student graded, 1 kept"), "{}", ran.out);
    assert_eq!(class.words("ann"), "passed passed");
    assert_eq!(seconds(&class, 0), both);
    assert_eq!(class.json("out/students/ann.1.json")["earned"], 13);

    // Changed checks: of that exercise alone, of all students.
    class.workbook.edit(
        "exercises/ch01/tests/checks/double.rs",
        "\"twice three\"",
        "\"twice 3\"",
    );
    let ran = class.graded(&[]);
    assert!(ran.out.contains("2 students graded, 0 kept"), "{}", ran.out);
    assert_eq!(seconds(&class, 0), both);
    assert!(!class.workbook.path("out/students/ann.2.json").exists());

    // Asked for: one exercise of one student; the old result is kept though it says the same.
    let ran = class.graded(&["--regrade", "ann,both"]);
    assert!(ran.out.contains("1 student graded, 1 kept"), "{}", ran.out);
    assert_ne!(seconds(&class, 0), both);
    assert!(class.workbook.path("out/students/ann.2.json").exists());
    assert!(!class.workbook.path("out/students/bob.1.json").exists());

    // An answer that was taken back is gone, and so are its points.
    fs::remove_file(class.submission("ann/exercises/ch01/src/double.rs")).unwrap();
    class.graded(&["--only", "ann"]);
    assert_eq!(class.words("ann"), "passed not_handed_in");
    assert!(
        !class
            .workbook
            .path("out/answers/ann/ch01/double.rs")
            .exists()
    );

    for (words, said) in [
        (&["--only", "zoe"][..], "no student of this class"),
        (&["--regrade", "ch09"], "no student of this class"),
    ] {
        let ran = class.grade(words);
        assert_eq!(ran.code, Some(2));
        assert!(ran.err.contains(said), "{}", ran.err);
    }
}

#[test]
fn a_killed_run_goes_on_where_it_was() {
    let class = Class::new();
    let names: Vec<String> = (0..6).map(|number| format!("s{number}")).collect();
    for name in &names {
        class.folder(name, &[("double", DOUBLE)]);
    }
    let words = [
        "grade",
        "subs",
        "--out",
        "out",
        "--unsafe-no-sandbox",
        "--jobs",
        "1",
    ];
    let mut child = class
        .workbook
        .command(&words)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let first = class.workbook.path("out/students/s0.json");
    let end = Instant::now() + Duration::from_secs(300);
    while !first.exists() {
        assert!(Instant::now() < end, "no student was graded");
        thread::sleep(Duration::from_millis(10));
    }
    // While it is at work, no other may be.
    let busy = class.grade(&[]);
    child.kill().unwrap();
    child.wait().unwrap();
    if busy.code == Some(2) {
        assert!(
            busy.err.contains("another `grade` is at work"),
            "{}",
            busy.err
        );
    }
    // Half a file, as a power cut would leave it.
    class
        .workbook
        .write("out/students/.unfinished-x", "{\"student\":");
    let before = fs::read(&first).unwrap();
    class.graded(&[]);
    assert_eq!(fs::read(&first).unwrap(), before);
    for name in &names {
        assert_eq!(class.words(name), "not_handed_in passed");
    }
    assert!(!class.workbook.path("out/students/.unfinished-x").exists());
}

#[test]
fn a_result_that_is_no_result_is_made_anew() {
    let class = Class::new();
    class.folder("ann", &[("double", DOUBLE)]);
    class
        .workbook
        .write("out/students/ann.json", "{}")
        .write("out/run.json", "{}");
    let ran = class.grade(&[]);
    assert_eq!(
        ran.code,
        Some(2),
        "a folder of something else is not written to"
    );
    assert!(ran.err.contains("run.json"), "{}", ran.err);
    class.workbook.remove("out/run.json").write("out/.lock", "");
    class.graded(&[]);
    assert_eq!(text(&class.student("ann"), "student"), "ann");
}
