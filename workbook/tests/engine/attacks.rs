//! Answers that do something else than answer: none of them passes, and none costs another its
//! verdicts.

use crate::fixtures::{Workbook, text};

/// The verdicts on `double`, with the first one's message.
fn judged(workbook: &Workbook) -> (Vec<String>, String) {
    let verdicts = workbook.verdicts(&["ch01/double", "--limit", "9"]);
    assert_eq!(verdicts.len(), 2, "one verdict for each expected check");
    assert!(verdicts.iter().all(|v| v["earned"] == 0));
    let statuses = verdicts
        .iter()
        .map(|v| text(v, "status").to_owned())
        .collect();
    (statuses, text(&verdicts[0], "message").to_owned())
}

fn attack(body: &str, beside: &str) -> (Vec<String>, String) {
    let workbook = Workbook::new();
    workbook.double(body, beside);
    judged(&workbook)
}

#[track_caller]
fn assert_all(found: &(Vec<String>, String), status: &str, words: &str) {
    assert_eq!(found.0, [status, status], "{}", found.1);
    assert!(found.1.contains(words), "{words:?} is not in: {}", found.1);
}

#[test]
fn an_exit_with_code_0_is_no_pass() {
    let found = attack("let _ = n; std::process::exit(0)", "");
    assert_all(&found, "did_not_finish", "ended with exit code 0");
}

#[test]
fn a_panic_hook_that_exits_with_0_is_no_pass() {
    let found = attack(
        "std::panic::set_hook(Box::new(|_| std::process::exit(0))); panic!(\"{n}\")",
        "",
    );
    assert_all(&found, "did_not_finish", "ended with exit code 0");
}

#[test]
fn printed_results_are_no_pass() {
    let found = attack(
        r#"use std::io::Write;
    let mut out = std::io::stdout();
    let frame = "{\"check\":\"double::three_doubled_is_six\",\"status\":\"passed\"}";
    let _ = writeln!(out, "test double::three_doubled_is_six ... ok\n\ntest result: ok. 1 passed; 0 failed");
    let _ = writeln!(out, "0123456789abcdef0123456789abcdef {frame}");
    let _ = writeln!(out, "{frame}");
    let _ = out.flush();
    std::process::exit((n - n) as i32)"#,
        "",
    );
    assert_all(&found, "did_not_finish", "ended with exit code 0");
}

#[test]
fn an_abort_and_an_endless_recursion_are_told_as_such() {
    let found = attack("let _ = n; std::process::abort()", "");
    assert_all(&found, "crashed", "before the check was over");
    let found = attack(
        "u32::from(deep(n) > 0)",
        "#[allow(unconditional_recursion)]\nfn deep(n: u32) -> u32 { let held = [n; 64]; \
         std::hint::black_box(deep(std::hint::black_box(n ^ 1)) + held[3]) }",
    );
    assert_all(&found, "crashed", "overflowed its stack");
}

#[test]
fn a_flood_of_output_neither_blocks_nor_fills_memory() {
    let workbook = Workbook::new();
    workbook.double(
        r#"use std::io::Write;
    let block = [b'x'; 65536];
    for _ in 0..400 {
        let _ = std::io::stdout().write_all(&block);
        let _ = std::io::stderr().write_all(&block);
    }
    n.saturating_mul(2)"#,
        "",
    );
    let statuses = workbook.statuses(&["ch01/double", "--limit", "600"]);
    assert_eq!(
        statuses,
        [
            "three_doubled_is_six: passed",
            "too_much_is_the_greatest_number: passed"
        ]
    );
}

#[test]
fn an_endless_poll_and_an_endless_wait_are_found_hanging() {
    let found = attack(
        "loop { std::hint::spin_loop(); if n == 1 { return 2 } }",
        "",
    );
    assert_all(&found, "hung", "");
    let found = attack("std::future::pending::<()>().await; n", "");
    assert_all(&found, "hung", "");
}

#[test]
fn what_escapes_the_watchdog_is_stopped_by_the_engine() {
    // The answer's thread holds standard output: the kit cannot report, nor the process end.
    let found = attack(
        "let out = std::io::stdout().lock(); std::mem::forget(out); n.saturating_mul(2)",
        "",
    );
    assert!(found.0.iter().all(|status| status != "passed"), "{found:?}");
}

#[test]
fn a_wrong_type_is_a_verdict_on_each_check() {
    let workbook = Workbook::new();
    workbook.write(
        "exercises/ch01/src/double.rs",
        "pub async fn double(n: u32) -> String {\n    n.to_string()\n}\n",
    );
    assert_all(
        &judged(&workbook),
        "did_not_compile",
        "its checks do not compile against it",
    );
}

#[test]
fn unsafe_code_does_not_compile_whatever_the_answer_allows() {
    let found = attack(
        "unsafe { std::hint::unreachable_unchecked() }",
        "#![allow(unsafe_code)]",
    );
    assert_all(&found, "did_not_compile", "unsafe");
}
