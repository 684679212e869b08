//! `solution`: shown to those who have an answer that passes, or ask for it anyway.

use std::fs;

use crate::fixtures::{Ran, Workbook};

const DOUBLE: &str = "exercises/ch01/src/double.rs";

/// What the refusal of these words says. It is on stderr alone, so that a redirected stdout stays empty.
#[track_caller]
fn refused(workbook: &Workbook, words: &[&str]) -> String {
    let ran = workbook.run(&[&["solution"], words].concat());
    assert_eq!(ran.code, Some(1), "{}{}", ran.out, ran.err);
    assert_eq!(ran.out, "");
    ran.err
}

#[test]
fn before_the_own_pass_it_says_what_is_missing_and_what_helps() {
    let workbook = Workbook::new();
    let said = refused(&workbook, &["double"]);
    assert!(
        said.contains(&format!("not yet: {DOUBLE} is the stub still")),
        "{said}"
    );
    assert!(said.contains("`cargo workbook hint ch01/double`"), "{said}");
    assert!(
        said.contains("`cargo workbook solution ch01/double --anyway`"),
        "{said}"
    );
    assert!(
        !workbook.path("target/judge").exists(),
        "a stub is not judged for it"
    );

    // It was never judged: it is now.
    workbook.double("n * 2", "");
    for words in [
        &["double"][..],
        &["double", "--list"],
        &["double", "--style", "checks"],
    ] {
        let said = refused(&workbook, words);
        assert!(
            said.starts_with(
                "not yet: 1 of 2 checks does not pass on your answer yet:\n    too much is the greatest number\n"
            ),
            "{said}"
        );
        assert!(
            said.contains("`cargo workbook check ch01/double`"),
            "{said}"
        );
    }
    workbook.double("n *", "");
    let said = refused(&workbook, &["double"]);
    assert!(said.contains("your answer does not compile yet."), "{said}");
    workbook.remove(DOUBLE);
    let said = refused(&workbook, &["double"]);
    assert!(
        said.contains("`cargo workbook reset ch01/double`"),
        "{said}"
    );
}

#[test]
fn after_the_own_pass_the_reference_stands_beside_the_answer() {
    let workbook = Workbook::new();
    workbook.double(
        "let twice = n.checked_mul(2);\n    twice.unwrap_or(u32::MAX)",
        "//! Mine.\r",
    );
    let ran = workbook.run(&["solution", "double"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert_eq!(
        ran.out,
        "ch01/double  Twice as much

From your answer (-) to the reference (+):

--- exercises/ch01/src/double.rs
+++ solutions/ch01/src/double.rs
@@ -1,5 +1,6 @@
-//! Mine.
+//! Twice as much.
+
+/// Returns twice `n`, or the greatest number where that is too much.
 pub async fn double(n: u32) -> u32 {
-    let twice = n.checked_mul(2);
-    twice.unwrap_or(u32::MAX)
+    n.saturating_mul(2)
 }

Right answers in other styles; `cargo workbook solution ch01/double --style NAME` prints
one:
  checks
      checked arithmetic.
  saturates
      the method made for it.
"
    );
    let ran = workbook.run(&["solution", "double", "--list"]);
    assert!(
        ran.out.starts_with("Right answers in other styles"),
        "{}",
        ran.out
    );
    for (style, file) in [
        ("checks", "solutions/ch01/right/double/checks.rs"),
        ("checks.rs", "solutions/ch01/right/double/checks.rs"),
        ("reference", "solutions/ch01/src/double.rs"),
    ] {
        let ran = workbook.run(&["solution", "double", "--style", style]);
        assert_eq!(
            ran.out,
            fs::read_to_string(workbook.path(file)).unwrap(),
            "{style}"
        );
    }
}

#[test]
fn anyway_shows_it_before_and_without_any_answer() {
    let workbook = Workbook::new();
    let ran = workbook.run(&["solution", "double", "--anyway"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.out.contains("\n-    todo!("), "{}", ran.out);
    workbook.remove(DOUBLE);
    let ran = workbook.run(&["solution", "double", "--anyway"]);
    assert!(ran.out.contains("cannot be read"), "{}", ran.out);
    assert!(ran.out.contains("    n.saturating_mul(2)\n"), "{}", ran.out);
    workbook.write(
        DOUBLE,
        fs::read(workbook.path("solutions/ch01/src/double.rs")).unwrap(),
    );
    let ran = workbook.run(&["solution", "double", "--anyway"]);
    assert!(
        ran.out.contains("Your answer is the reference"),
        "{}",
        ran.out
    );
}

#[test]
fn files_that_the_reference_uses_are_named() {
    let workbook = Workbook::new();
    workbook
        .edit(
            "solutions/ch01/src/double.rs",
            "    n.saturating",
            "    // crate::both\n    let _ = crate::shared::greeting();\n    n.saturating",
        )
        .write("solutions/ch01/src/extra.rs", "")
        .edit(
            "solutions/ch01/src/double.rs",
            "pub async",
            "use crate::{extra::x, missing};\npub async",
        );
    let ran = workbook.run(&["solution", "double", "--anyway"]);
    let given =
        "The reference uses exercises/ch01/src/shared.rs, which is given: you have the same file.";
    assert!(ran.out.contains(given), "{}", ran.out);
    let other = "The reference also uses solutions/ch01/src/extra.rs, which is not shown here.";
    assert!(ran.out.contains(other), "{}", ran.out);
    assert!(!ran.out.contains("src/both.rs"), "{}", ran.out);
}

#[test]
fn what_cannot_be_shown_is_told() {
    let workbook = Workbook::new();
    for (words, said) in [
        (&["solution"][..], "<EXERCISE|FILE>"),
        (
            &["solution", "ch01"],
            "`ch01` is a chapter: name one of its exercises.",
        ),
        (&["solution", "doubel"], "Did you mean ch01/double?"),
        (
            &["solution", "double", "--style", "check"],
            "no right answer in a style called `check`. Did you mean checks?\nIts styles: reference, checks, saturates",
        ),
    ] {
        let ran = workbook.run(words);
        assert_eq!(ran.code, Some(2), "{words:?}: {}", ran.out);
        assert!(ran.err.contains(said), "{words:?}: {}", ran.err);
    }
    workbook.remove("solutions/ch01/src/double.rs");
    let ran = workbook.run(&["solution", "double", "--anyway"]);
    assert!(
        ran.err
            .contains("solutions/ch01/src/double.rs is not there"),
        "{}",
        ran.err
    );
    // As a course hands it out.
    fs::remove_dir_all(workbook.path("solutions")).unwrap();
    let ran = workbook.run(&["solution", "double", "--anyway"]);
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.err
            .contains("this copy of the workbook has no solutions"),
        "{}",
        ran.err
    );
}

#[test]
fn it_fits_a_narrow_terminal_but_for_the_program() {
    let workbook = Workbook::new();
    for words in [
        &["solution", "both", "--list", "--anyway"][..],
        &["solution", "both"],
    ] {
        let mut command = workbook.command(words);
        let ran = Ran::of(command.env("COLUMNS", "60").output().unwrap());
        for line in ran.out.lines().chain(ran.err.lines()) {
            assert!(line.chars().count() <= 60, "{line}");
        }
    }
}
