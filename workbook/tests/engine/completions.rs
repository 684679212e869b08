//! `completions` and `--help`.

use crate::fixtures::{Ran, Workbook};

#[test]
fn each_shell_has_a_script_with_the_verbs() {
    let workbook = Workbook::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ran = workbook.run(&["completions", shell]);
        assert_eq!(ran.code, Some(0), "{shell}: {}", ran.err);
        assert_eq!(ran.err, "", "{shell}");
        for word in ["workbook", "solution", "anyway", "progress"] {
            assert!(ran.out.contains(word), "{shell} has no {word}");
        }
        // The others complete no words without a dash.
        let exercises = ["bash", "zsh"].contains(&shell);
        assert_eq!(ran.out.contains("ch01/double"), exercises, "{shell}");
    }
}

#[test]
fn without_a_workbook_the_exercises_are_missing_and_it_says_so() {
    let workbook = Workbook::new();
    let elsewhere = tempfile::tempdir().unwrap();
    let mut command = workbook.command(&["completions", "bash"]);
    let ran = Ran::of(command.current_dir(elsewhere.path()).output().unwrap());
    assert_eq!(ran.code, Some(0));
    assert!(ran.err.contains("no workbook here"), "{}", ran.err);
    assert!(
        ran.out.contains("solution") && !ran.out.contains("ch01/"),
        "{}",
        ran.out
    );
}

#[test]
fn an_unknown_shell_is_told_with_those_that_are_known() {
    let ran = Workbook::new().run(&["completions", "tcsh"]);
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.err.contains("bash, elvish, fish, powershell, zsh"),
        "{}",
        ran.err
    );
}

#[test]
fn help_names_the_verbs_by_the_people_who_need_them() {
    let workbook = Workbook::new();
    for words in [&["--help"][..], &["help"], &["-h"]] {
        let ran = workbook.run(words);
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        let order = [
            "Read:",
            "Answer the exercises:",
            "  check ",
            "Teach a class:",
            "  grade ",
            "Write the book:",
        ];
        let places: Vec<Option<usize>> = order.iter().map(|part| ran.out.find(part)).collect();
        assert!(
            places.iter().all(Option::is_some) && places.is_sorted(),
            "{}",
            ran.out
        );
        assert!(ran.out.contains("Exit status:"), "{}", ran.out);
        assert!(!ran.out.contains("preprocess"), "{}", ran.out);
    }
    // As it is typed, also in a verb's own help and in errors.
    let ran = workbook.run(&["solution", "--help"]);
    assert!(
        ran.out.contains("Usage: cargo workbook solution [OPTIONS]"),
        "{}",
        ran.out
    );
    let ran = workbook.run(&["check", "--jsn"]);
    assert!(
        ran.err.contains("Usage: cargo workbook check"),
        "{}",
        ran.err
    );
}

#[test]
fn the_help_of_a_readers_verbs_fits_the_terminal() {
    let workbook = Workbook::new();
    for verb in [
        "serve",
        "list",
        "progress",
        "check",
        "trace",
        "hint",
        "solution",
        "reset",
        "completions",
    ] {
        for width in ["90", "60"] {
            let mut command = workbook.command(&[verb, "--help"]);
            let ran = Ran::of(command.env("COLUMNS", width).output().unwrap());
            assert_eq!(ran.code, Some(0), "{verb}: {}", ran.err);
            // Commands to copy, and tables, come after the options.
            let lines = ran.out.lines();
            let lines = lines.take_while(|line| !line.contains("--help"));
            let width = width.parse().unwrap();
            for line in lines
                .skip_while(|line| !line.starts_with("Options") && !line.starts_with("Arguments"))
            {
                // What clap adds to the last line of a help is not counted.
                let own = line.split(" [").next().unwrap_or_default();
                assert!(own.chars().count() <= width, "{verb}: {line}");
            }
        }
    }
}
