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
fn the_help_of_each_verb_fits_the_terminal() {
    let workbook = Workbook::new();
    let all = workbook.run(&["--help"]).out;
    let verbs: Vec<&str> = all
        .lines()
        .skip_while(|line| *line != "Read:")
        .take_while(|line| !line.starts_with("Options"))
        .filter_map(|line| line.strip_prefix("  ")?.split_whitespace().next())
        .filter(|word| all.contains(&format!("\n  {word} ")))
        .collect();
    assert!(verbs.len() > 12, "{verbs:?}");
    for verb in verbs {
        let ran = workbook.run(&[verb, "--help"]);
        assert_eq!(ran.code, Some(0), "{verb}: {}", ran.err);
        for line in ran.out.lines() {
            assert!(line.chars().count() <= 100, "{verb}: {line}");
        }
    }
    // A narrow one: but for examples, which are to be copied.
    for verb in ["check", "solution", "trace", "progress"] {
        let mut command = workbook.command(&[verb, "--help"]);
        let ran = Ran::of(command.env("COLUMNS", "60").output().unwrap());
        let arguments = ran.out.lines().take_while(|line| !line.contains("--help"));
        for line in arguments.skip_while(|line| *line != "Arguments:") {
            assert!(line.chars().count() <= 60, "{verb}: {line}");
        }
    }
}
