//! What a reader may call an exercise by, and what is no chapter.

use std::fs;

use crate::fixtures::{Ran, Workbook};

/// The exercises that `check --json` judges for these words, called from `folder`.
fn judged(workbook: &Workbook, folder: &str, words: &[&str]) -> Vec<String> {
    let mut command = workbook.command(&[&["check", "--json"], words].concat());
    let ran = Ran::of(command.current_dir(workbook.path(folder)).output().unwrap());
    assert_eq!(ran.code, Some(1), "{words:?} in {folder:?}: {}", ran.err);
    let mut exercises: Vec<String> = ran
        .json()
        .iter()
        .map(|verdict| verdict["exercise"].as_str().unwrap().to_owned())
        .collect();
    exercises.sort();
    exercises.dedup();
    exercises
}

#[test]
fn an_exercise_goes_by_its_slug_and_by_its_file() {
    let workbook = Workbook::new();
    let file = workbook.path("exercises/ch01/src/double.rs");
    for (folder, name) in [
        ("", "double"),
        ("", "ch01/double.rs"),
        ("", "exercises/ch01/src/double.rs"),
        ("", "./exercises/ch01/src/double.rs"),
        ("", "exercises/ch01/tests/checks/double.rs"),
        ("", file.to_str().unwrap()),
        ("exercises/ch01/src", "./double.rs"),
        ("exercises/ch01/src", "double.rs"),
        ("exercises/ch01/src", "double"),
        // As the tool prints it, called from the folder of the answers.
        ("exercises/ch01/src", "exercises/ch01/src/double.rs"),
        ("exercises/ch01/tests", "../src/double.rs"),
    ] {
        assert_eq!(
            judged(&workbook, folder, &[name]),
            ["ch01/double"],
            "{name}"
        );
    }
}

#[test]
fn a_chapter_goes_by_its_folder() {
    let workbook = Workbook::new();
    for (folder, name) in [
        ("", "ch01/"),
        ("", "exercises/ch01"),
        ("exercises/ch01", "."),
        ("exercises/ch01/src", "."),
        ("exercises/ch01/src", ".."),
        ("exercises", "ch01"),
    ] {
        let both = ["ch01/both", "ch01/double"];
        assert_eq!(judged(&workbook, folder, &[name]), both, "{name}");
    }
}

#[test]
fn a_slug_of_two_chapters_is_to_be_said_in_full() {
    let workbook = Workbook::new();
    for file in ["Cargo.toml", "chapter.toml"] {
        let text = fs::read_to_string(workbook.path(&format!("exercises/ch01/{file}"))).unwrap();
        let text = text.replace("\"ch01\"", "\"ch02\"");
        workbook.write(&format!("exercises/ch02/{file}"), text);
    }
    let ran = workbook.run(&["check", "double"]);
    assert_eq!(ran.code, Some(2), "{}", ran.out);
    assert!(
        ran.err.contains("say ch01/double or ch02/double"),
        "{}",
        ran.err
    );
}

#[test]
fn an_unknown_name_is_told_with_the_nearest_and_no_long_list() {
    let workbook = Workbook::new();
    for (name, nearest, there_is) in [
        (
            "ch01/bth",
            "ch01/both",
            "Exercises of ch01: ch01/both, ch01/double",
        ),
        ("ch1", "ch01", "Chapters: ch01"),
        ("duble", "ch01/double", "Chapters: ch01"),
        (
            "exercises/ch01/src/duble.rs",
            "ch01/double",
            "Chapters: ch01",
        ),
    ] {
        let ran = workbook.run(&["check", name]);
        assert_eq!(ran.code, Some(2));
        assert!(
            ran.err.contains(&format!("Did you mean {nearest}?")),
            "{}",
            ran.err
        );
        assert!(ran.err.contains(there_is), "{}", ran.err);
        assert_eq!(ran.err.lines().count(), 2, "{}", ran.err);
    }
}

#[test]
fn a_backup_of_a_chapter_and_an_empty_folder_are_no_chapters() {
    let workbook = Workbook::new();
    for file in ["Cargo.toml", "chapter.toml", "src/lib.rs"] {
        let text = fs::read(workbook.path(&format!("exercises/ch01/{file}"))).unwrap();
        workbook.write(&format!("exercises/ch01-backup/{file}"), &text);
        workbook.write(&format!("exercises/ch1/{file}"), &text);
    }
    fs::create_dir_all(workbook.path("exercises/ch01b")).unwrap();
    assert_eq!(judged(&workbook, "", &[]), ["ch01/both", "ch01/double"]);
}
