//! VS Code's tasks: each runs a verb that there is, and lists the problems that `check` prints.

use std::collections::BTreeSet;

use regex::Regex;

use crate::fixtures::Workbook;
use crate::matchers::Tasks;

const CHECK: &str = "Check this exercise";

#[test]
fn tasks_run_verbs_that_there_are() {
    let workbook = Workbook::new();
    for task in &Tasks::read().tasks {
        assert_eq!(task.command, "cargo", "{}", task.label);
        if task.args[0] == "workbook" {
            let ran = workbook.run(&[&task.args[1], "--help"]);
            assert_eq!(ran.code, Some(0), "{}: {}", task.label, ran.err);
        } else {
            assert_eq!(task.args[0], "test", "{}", task.label);
        }
    }
}

#[test]
fn what_a_task_names_is_taken() {
    let workbook = Workbook::new();
    // As VS Code writes `${relativeFile}` and `${relativeFileDirname}`.
    for name in ["exercises/ch01/src/double.rs", "exercises/ch01/src"] {
        let ran = workbook.run(&["check", name]);
        assert_eq!(ran.code, Some(1), "{}", ran.err);
    }
}

#[test]
fn every_task_that_judges_lists_the_same_problems() {
    let tasks = Tasks::read();
    let judging: Vec<_> = tasks
        .tasks
        .iter()
        .filter(|task| !task.problem_matcher.is_empty())
        .collect();
    assert!(judging.len() >= 3);
    let output = "    checked at   a/b.rs:7\n    this alone   cargo test -p ch01 -- b::c\n\
                  \x20   (panicked in your answer, a/c.rs:8)\n\
                  warning: d\n --> a/d.rs:9:1\n";
    let expected = [
        "error a/b.rs:7 b::c",
        "error a/c.rs:8 panicked in your answer",
        "warning a/d.rs:9 d",
    ];
    for task in judging {
        assert_eq!(task.problems(output), expected, "{}", task.label);
        let owners: BTreeSet<_> = task.problem_matcher.iter().map(|m| &m.owner).collect();
        assert_eq!(owners.len(), task.problem_matcher.len(), "{}", task.label);
        let background = task
            .problem_matcher
            .iter()
            .find_map(|m| m.background.as_ref());
        assert_eq!(background.is_some(), task.is_background, "{}", task.label);
        if let Some(background) = background {
            Regex::new(&background.begins_pattern).unwrap();
            Regex::new(&background.ends_pattern).unwrap();
        }
    }
}

#[test]
fn a_failing_check_is_a_problem_at_its_line() {
    let workbook = Workbook::new();
    let wrong = workbook.run(&["check", "both", "--wrong", "awaits_in_turn", "--print"]);
    workbook.write("exercises/ch01/src/both.rs", wrong.out);
    let problems = problems(&workbook, "both");
    let [problem] = &*problems else {
        panic!("{problems:?}");
    };
    let form =
        r"^error exercises/ch01/tests/checks/both\.rs:\d+ both::both_jobs_are_in_flight_at_once$";
    assert!(Regex::new(form).unwrap().is_match(problem), "{problem}");
}

#[test]
fn a_hang_is_a_problem_at_its_check() {
    let workbook = Workbook::new();
    workbook.double("std::future::pending::<()>().await; n", "");
    let problems = problems(&workbook, "double");
    let [problem] = &*problems else {
        panic!("{problems:?}");
    };
    let form = r"^error exercises/ch01/tests/checks/double\.rs:\d+ double::three_doubled_is_six$";
    assert!(Regex::new(form).unwrap().is_match(problem), "{problem}");
}

#[test]
fn a_panic_is_a_problem_in_the_answer() {
    let workbook = Workbook::new();
    workbook.double("if n > 2 { panic!(\"no\") } else { n * 2 }", "");
    let problems = problems(&workbook, "double");
    let wanted = "error exercises/ch01/src/double.rs:3 panicked in your answer";
    assert!(problems.iter().any(|p| p == wanted), "{problems:?}");
}

#[test]
fn what_rustc_says_is_a_problem_at_its_line() {
    let workbook = Workbook::new();
    workbook.double("let unused = 1; n.saturating_mul(2)", "");
    assert_eq!(
        problems(&workbook, "double"),
        ["warning exercises/ch01/src/double.rs:3 unused variable: `unused`"]
    );
    workbook.double("n.saturating_mul(\"2\")", "");
    assert_eq!(
        problems(&workbook, "double"),
        ["error exercises/ch01/src/double.rs:3 mismatched types"]
    );
}

fn problems(workbook: &Workbook, name: &str) -> Vec<String> {
    let ran = workbook.run(&["check", name]);
    assert!(ran.code.is_some_and(|code| code < 2), "{}", ran.err);
    let problems = Tasks::read().named(CHECK).problems(&ran.out);
    assert!(!problems.is_empty(), "{}", ran.out);
    problems
}
