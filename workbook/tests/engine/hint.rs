//! `hint`: what is given when, and what is remembered.

use std::fs;

use crate::fixtures::{Ran, Workbook};

const STATE: &str = ".workbook/state.json";

/// What `hint` prints for these words.
#[track_caller]
fn hint(workbook: &Workbook, words: &[&str]) -> String {
    let ran = workbook.run(&[&["hint"], words].concat());
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert_eq!(ran.err, "");
    ran.out
}

#[test]
fn each_asking_gives_one_more_and_the_last_is_repeated() {
    let workbook = Workbook::new();
    assert_eq!(
        hint(&workbook, &["ch01/both"]),
        "ch01/both  Two waits at once\n\nHint 1 of 3\n\n    Who polls the second one?\n\n\
         2 hints left: `cargo workbook hint ch01/both` gives the next. Its page is ch01/order:\n\
         `cargo run` opens the book.\n"
    );
    let second = hint(&workbook, &["both"]);
    assert!(second.contains("Hint 2 of 3\n\n    When does"), "{second}");
    assert!(second.contains("1 hint left:"), "{second}");
    assert!(!second.contains("Who polls"), "{second}");
    let third = hint(&workbook, &["exercises/ch01/src/both.rs"]);
    assert!(third.contains("Hint 3 of 3\n\n    Use a macro"), "{third}");
    assert!(
        third.ends_with(
            "That was the last hint. Its page is ch01/order: `cargo run` opens the book.\n"
        ),
        "{third}"
    );
    let fourth = hint(&workbook, &["ch01/both"]);
    assert!(fourth.contains("Hint 3 of 3"), "{fourth}");
    assert!(
        fourth.contains("That was the last hint, once more."),
        "{fourth}"
    );
    // Another exercise begins at its own first.
    let other = hint(&workbook, &["double"]);
    assert!(other.contains("Hint 1 of 3"), "{other}");
}

#[test]
fn again_repeats_what_was_given_and_gives_nothing_new() {
    let workbook = Workbook::new();
    let ran = workbook.run(&["hint", "both", "--again"]);
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.err.contains("no hint of ch01/both was given yet"),
        "{}",
        ran.err
    );
    hint(&workbook, &["both"]);
    hint(&workbook, &["both"]);
    for _ in 0..2 {
        let again = hint(&workbook, &["both", "--again"]);
        assert!(again.contains("Hint 1 of 3"), "{again}");
        assert!(again.contains("Hint 2 of 3"), "{again}");
        assert!(!again.contains("Hint 3 of 3"), "{again}");
        assert!(again.contains("1 hint left"), "{again}");
    }
}

#[test]
fn a_hint_of_a_solved_exercise_points_nowhere() {
    let workbook = Workbook::new();
    workbook.double("n.saturating_mul(2)", "");
    workbook.run(&["check", "double"]);
    assert_eq!(
        hint(&workbook, &["double"]),
        "ch01/double  Twice as much\n\nHint 1 of 3\n\n    What is twice three?\n\n"
    );
}

#[test]
fn no_hint_is_given_on_a_guess() {
    let workbook = Workbook::new();
    for (words, said) in [
        (&["hint"][..], "The next is ch01/both"),
        (
            &["hint", "ch01"],
            "`ch01` is a chapter: name one of its exercises.\nExercises of ch01: ch01/both, ch01/double",
        ),
        (&["hint", "duble"], "Did you mean ch01/double?"),
    ] {
        let ran = workbook.run(words);
        assert_eq!(ran.code, Some(2), "{words:?}: {}", ran.out);
        assert!(ran.err.contains(said), "{words:?}: {}", ran.err);
    }
    assert!(!workbook.path(STATE).exists());
}

#[test]
fn a_hint_fits_the_terminal() {
    let workbook = Workbook::new();
    let long = "word ".repeat(40);
    workbook.edit(
        "exercises/ch01/chapter.toml",
        "Who polls the second one?",
        &long,
    );
    for width in ["60", "80"] {
        let mut command = workbook.command(&["hint", "both"]);
        let ran = Ran::of(command.env("COLUMNS", width).output().unwrap());
        let width: usize = width.parse().unwrap();
        let widest = ran.out.lines().map(|line| line.chars().count()).max();
        assert!(widest <= Some(width), "{}", ran.out);
        assert!(widest > Some(width - 10), "{}", ran.out);
    }
}

#[test]
fn a_damaged_state_is_kept_and_said() {
    let workbook = Workbook::new();
    workbook.write(STATE, "{ \"version\": 1, \"exerc");
    let ran = workbook.run(&["hint", "both"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.out.contains("Hint 1 of 3"), "{}", ran.out);
    assert!(ran.err.contains("cannot be understood"), "{}", ran.err);
    assert_eq!(ran.err.lines().count(), 1, "said once: {}", ran.err);
    let aside = workbook.path(".workbook/state.damaged-1.json");
    assert_eq!(
        fs::read_to_string(aside).unwrap(),
        "{ \"version\": 1, \"exerc"
    );
    assert!(hint(&workbook, &["both"]).contains("Hint 2 of 3"));
}
