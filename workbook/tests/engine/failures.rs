//! How failures read in `check`: the cause first, each cause once.

use crate::fixtures::{Workbook, text};

const CHECKS: &str = include_str!("../fixtures/failing_checks.rs");

fn checked(body: &str) -> (Workbook, String) {
    let workbook = Workbook::new();
    workbook
        .double(body, "")
        .write("exercises/ch01/tests/checks/double.rs", CHECKS);
    let ran = workbook.run(&["check", "double"]);
    assert_eq!(ran.code, Some(1), "{}{}", ran.out, ran.err);
    (workbook, ran.out)
}

/// The places of `parts` in `out`, which must be in that order.
fn in_order(out: &str, parts: &[&str]) {
    let mut from = 0;
    for part in parts {
        let at = out[from..].find(part);
        from += at.unwrap_or_else(|| panic!("no {part:?} from {from} on in {out}"));
    }
}

#[test]
fn failures_are_told_from_the_cause_to_its_consequences() {
    let (workbook, out) = checked("if n == 5 { panic!(\"no five\") } else { n }");
    in_order(
        &out,
        &[
            "✗ ch01/double  Twice as much: 1 of 7 checks, 0 of 5 points\n",
            "  ✗ it does not panic\n    no five\n",
            "    (panicked in your answer, exercises/ch01/src/double.rs:3)\n\n    checked at",
            "    this alone   cargo test -p ch01 -- double::it_does_not_panic\n",
            "  ✗ it doubles three\n    right with 0, wrong with 3: 3\n",
            "  ✗ it doubles four: probably the same cause\n",
            "  ✗ it doubles nine\n    nine is the greatest digit\n",
            "  ✗ a panic is expected\n    two doubled is 2\n",
            "  ✗ it ends\n    deadlock: every task is waiting",
            "  ✓ 1 check passed\n",
            "`cargo workbook hint ch01/double`",
        ],
    );
    // One failure in full, and no more of the others than their first lines.
    for once in ["checked at", "this alone"] {
        assert_eq!(out.matches(once).count(), 1, "{out}");
    }
    for never in ["The idea", "of 2 that were tried", "on purpose", "left: 9"] {
        assert!(!out.contains(never), "{never}: {out}");
    }
    let verdicts = workbook.verdicts(&["double"]);
    let nine = verdicts.iter().find(|v| v["check"] == "it_doubles_nine");
    assert_eq!(
        text(nine.unwrap(), "message"),
        "nine is the greatest digit\n  left: 9\n right: 18\n\nThe idea of the diagnosis."
    );
}

#[test]
fn the_idea_of_the_requirement_is_printed_if_the_diagnosis_has_none() {
    let (_, out) = checked("if n == 3 { 7 } else { n * 2 }");
    in_order(
        &out,
        &[
            "  ✗ it doubles three\n    right with 0, wrong with 3: 7\n    of 2 that were tried\n\n",
            "    The idea of the first requirement.\n\n    checked at",
        ],
    );
    let (_, out) = checked("if n == 9 { 7 } else { n * 2 }");
    in_order(&out, &[" right: 18\n\n    The idea of the diagnosis.\n\n"]);
    assert!(!out.contains("requirement"), "{out}");
}

#[test]
fn a_panic_on_a_thread_of_the_answer_is_told_with_what_follows_from_it() {
    let (_, out) = checked(
        "let _ = std::thread::spawn(|| panic!(\"there is no reactor\")).join();\n    n + n % 5 % 3",
    );
    in_order(
        &out,
        &[
            "Before that, a panic at exercises/ch01/src/double.rs:3: there is no reactor",
            "probably",
        ],
    );
    assert!(!out.contains("panicked at"), "{out}");
    assert!(!out.contains("The idea of the first"), "{out}");
}

#[test]
fn a_panic_in_std_names_the_function_of_the_answer_that_called() {
    let (_, out) = checked(
        "if n == 5 {\n        let _ = std::time::Instant::now() + std::time::Duration::MAX;\n    }\n    n * 2",
    );
    in_order(
        &out,
        &[
            "overflow when adding duration to instant\n",
            "(panicked in your answer, in ch01::double::double)",
        ],
    );
}

#[test]
fn of_an_answer_that_hangs_everywhere_not_every_check_is_run() {
    let (workbook, out) = checked("let _ = n; std::future::pending().await");
    in_order(&out, &["  ✗ it ends\n    deadlock: every task is waiting"]);
    assert!(out.lines().count() < 25, "{out}");
    let verdicts = workbook.verdicts(&["double"]);
    assert_eq!(verdicts.len(), 7);
    for verdict in &verdicts {
        let status = text(verdict, "status");
        assert!(matches!(status, "hung" | "not_run"), "{verdict}");
        assert_eq!(verdict["earned"], 0, "{verdict}");
    }
}

#[test]
fn what_is_not_the_workbooks_own_has_no_command_of_cargo_test() {
    let workbook = Workbook::new();
    let ran = workbook.run(&["check", "double", "--wrong", "wraps"]);
    in_order(&ran.out, &["twice the greatest number", "checked at"]);
    for own in ["this alone", "cargo workbook hint"] {
        assert!(!ran.out.contains(own), "{}", ran.out);
    }
}
