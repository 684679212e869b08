//! `verify` on a workbook without fault, and on every fault it is to name.

use serde_json::json;

use crate::fixtures::{Workbook, text};

/// The faults of the workbook, as `about | file | fault`, and the counts.
fn faults(workbook: &Workbook, words: &[&str]) -> Vec<String> {
    let ran = workbook.run(&[&["verify", "--json"], words].concat());
    let mut records = ran.json();
    let last = records
        .pop()
        .unwrap_or_else(|| panic!("nothing was said: {}", ran.err));
    assert_eq!(last["faults"], records.len());
    assert_eq!(
        ran.code,
        Some(i32::from(!records.is_empty())),
        "{}",
        ran.err
    );
    records
        .iter()
        .map(|fault| {
            ["about", "file", "fault"]
                .map(|field| text(fault, field))
                .join(" | ")
        })
        .collect()
}

#[track_caller]
fn assert_names(faults: &[String], expected: &[&str]) {
    for words in expected {
        assert!(
            faults.iter().any(|fault| fault.contains(words)),
            "no fault says {words:?}:\n{}",
            faults.join("\n")
        );
    }
    assert_eq!(
        faults.len(),
        expected.len(),
        "more than expected:\n{}",
        faults.join("\n")
    );
}

#[test]
fn a_workbook_without_fault_is_counted() {
    let workbook = Workbook::new();
    let ran = workbook.run(&["verify"]);
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
    assert_eq!(
        ran.out,
        "1 chapter, 2 exercises, 4 checks, 8 wrong and 4 right answers, 1 listing, 0 in Python.\nNo fault.\n"
    );
    let records = workbook.run(&["verify", "ch01/both", "--json"]).json();
    let counts = json!({
        "chapters": 1, "exercises": 1, "checks": 2, "wrong": 4, "right": 2, "listings": 0, "python": 0,
    });
    assert_eq!(records, [json!({ "counts": counts, "faults": 0 })]);
}

#[test]
fn what_lies_wrong_in_the_tree_is_named() {
    let workbook = Workbook::new();
    let metadata = "exercises/ch01/chapter.toml";
    workbook
        .edit(metadata, "\"Use a macro of tokio.\"", "\" \"")
        .edit(metadata, "stars = 1", "stars = 5")
        .edit(metadata, "minutes = 10", "minutes = 0")
        .edit(metadata, "title = \"Two waits at once\"", "title = \"\"")
        .edit(metadata, "page = \"order\"", "page = \"away\"")
        .write("exercises/ch01/src/lost.rs", "")
        .write("exercises/ch01/tests/checks/lost.rs", "")
        .write("solutions/ch01/src/lost.rs", "")
        .write("solutions/ch01/wrong/lost/one.rs", "")
        .write("solutions/ch01/right/both/notes.txt", "")
        .write("chapters/listings/examples/ch01-two.rs", "fn main() {}\n")
        .write("chapters/listings/examples/ch01-three.out", "")
        .write("chapters/listings/python/ch01_four.py", "")
        .edit("solutions/ch01/src/lib.rs", "pub mod double;", "")
        .remove("solutions/ch01/right/both/with_join_macro.rs")
        .remove("solutions/ch01/wrong/both/no_await.rs");
    assert_names(
        &faults(&workbook, &[]),
        &[
            "ch01/both | exercises/ch01/chapter.toml | it has 2 hints: at least 3 are expected",
            "it has 5 stars: expected 1 to 4",
            "it takes 0 minutes",
            "its title is empty",
            "its page chapters/ch01/away.md is not there",
            "ch01 | exercises/ch01/src/lost.rs | is stray",
            "ch01 | exercises/ch01/tests/checks/lost.rs | is stray",
            "ch01 | solutions/ch01/src/lost.rs | is stray",
            "ch01 | solutions/ch01/src/double.rs | is stray",
            "ch01 | solutions/ch01/wrong/lost | is stray: expected a folder for one of the exercises both, double",
            "ch01 | solutions/ch01/right/both/notes.txt | is stray",
            "listings | chapters/listings/examples/ch01-two.rs | has no output beside it",
            "listings | chapters/listings/examples/ch01-three.out | is the output of no program",
            "listings | chapters/listings/python/ch01_four.py | has no output beside it",
            "ch01/double | solutions/ch01/src/lib.rs | declares no module `double`",
            "ch01/both | solutions/ch01/right/both | 1 right answers: at least 2 are expected",
            "ch01/both | solutions/ch01/wrong/both | 3 wrong answers: at least 4 are expected",
        ],
    );
}

#[test]
fn an_answer_that_does_not_prove_what_it_claims_is_named() {
    let workbook = Workbook::new();
    let wrong = "solutions/ch01/wrong/both";
    workbook
        .edit(
            &format!("{wrong}/awaits_in_turn.rs"),
            "(a.await, b.await)",
            "tokio::join!(a, b)",
        )
        .edit(
            &format!("{wrong}/swaps.rs"),
            "Saying: got (2, 1)",
            "Saying: in other words",
        )
        .edit(
            &format!("{wrong}/forgets_one.rs"),
            "both_jobs_are_in_flight_at_once",
            "no_such_check",
        )
        .edit(
            &format!("{wrong}/no_await.rs"),
            "(a, b)\n",
            "(a.await, b.await)\n",
        )
        .edit(
            "solutions/ch01/right/both/with_join_function.rs",
            "futures::future::join(a, b).await",
            "(a.await, b.await)",
        )
        .edit(
            "solutions/ch01/right/both/with_join_macro.rs",
            "//! Style: the macro.",
            "//! The macro.",
        )
        .edit(
            "solutions/ch01/wrong/double/adds_one.rs",
            "//! Belief: twice is one more.\n",
            "",
        )
        .edit("solutions/ch01/wrong/double/nought.rs", "n - n", "n -")
        .edit(
            "solutions/ch01/wrong/double/wraps.rs",
            "n.wrapping_mul(2)",
            "todo!(\"wrap {n}\")",
        )
        .edit(
            "solutions/ch01/src/double.rs",
            "n.saturating_mul(2)",
            "let spare = 1;\n    n.saturating_mul(2)",
        );
    assert_names(
        &faults(&workbook, &[]),
        &[
            "both/awaits_in_turn.rs | `both_jobs_are_in_flight_at_once` passes, but must reject it",
            "both/swaps.rs | `results_come_back_in_the_order_given` rejects it without the words \"in other words\"",
            "both/forgets_one.rs | is to be rejected by `no_such_check`, which is no check of",
            "both/no_await.rs | compiles, but is to be rejected by the compiler",
            "both/with_join_function.rs | `both_jobs_are_in_flight_at_once` must pass, but failed: at most 1",
            "both/with_join_macro.rs | says no `//! Style: …`",
            "double/adds_one.rs | says no `//! Belief: …`",
            "double/nought.rs | does not compile, but is to be rejected by `three_doubled_is_six`",
            "double/wraps.rs | `too_much_is_the_greatest_number` does not reject it, but failed: not yet",
            "ch01/double | solutions/ch01/src/double.rs | compiles with a warning: warning: unused variable",
        ],
    );
}

#[test]
fn a_stub_that_is_more_or_less_than_a_stub_is_named() {
    let workbook = Workbook::new();
    workbook
        .double("let spare = 1;\n    if n > 3 { n } else { todo!() }", "")
        .edit(
            "exercises/ch01/src/both.rs",
            "todo!(\"run both at once, then return what each returned\")",
            "std::future::pending().await",
        );
    assert_names(
        &faults(&workbook, &[]),
        &[
            "ch01/double | exercises/ch01/src/double.rs | `too_much_is_the_greatest_number` passes on the untouched stub",
            "ch01/double | exercises/ch01/src/double.rs | compiles with a warning: warning: unused variable: `spare`",
            "ch01/double | exercises/ch01/src/double.rs | its todo! says nothing",
            "`both_jobs_are_in_flight_at_once` does not fail by the stub's own todo!, but hung: deadlock",
            "`results_come_back_in_the_order_given` does not fail by the stub's own todo!, but hung: deadlock",
        ],
    );
}

#[test]
fn a_check_that_rejects_nothing_and_a_chapter_that_cannot_be_read_are_named() {
    let workbook = Workbook::new();
    workbook
        .edit(
            "exercises/ch01/tests/checks/double.rs",
            "#[check]",
            "#[check]\nasync fn one_is_a_number() {\n    assert!(double(1).await < 9, \"no\");\n}\n\n#[check]",
        )
        .write("exercises/ch02/chapter.toml", "title = 3\n");
    let manifest = std::fs::read_to_string(workbook.path("exercises/ch01/Cargo.toml")).unwrap();
    workbook.write(
        "exercises/ch02/Cargo.toml",
        manifest.replace("ch01", "ch02"),
    );
    assert_names(
        &faults(&workbook, &[]),
        &[
            "ch01/double | exercises/ch01/tests/checks/double.rs:5 | `one_is_a_number` rejects no wrong answer",
            "ch02 | exercises/ch02/chapter.toml | ",
        ],
    );
}

#[test]
fn repetition_names_what_does_not_always_pass() {
    let workbook = Workbook::new();
    let ran = workbook.run(&["verify", "--repeat", "8"]);
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
    assert!(
        ran.out.starts_with("4 checks, each run 8 times"),
        "{}",
        ran.out
    );

    workbook.edit(
        "solutions/ch01/src/double.rs",
        "n.saturating_mul(2)",
        "use std::hash::{BuildHasher, RandomState};\n    \
         let odd = RandomState::new().hash_one(n) % 2 == 1;\n    \
         if odd && n > 3 { 0 } else { n.saturating_mul(2) }",
    );
    let ran = workbook.run(&["verify", "--repeat", "40", "--json"]);
    assert_eq!(ran.code, Some(1), "{}{}", ran.out, ran.err);
    let records = ran.json();
    assert_eq!(records.len(), 2, "{}", ran.out);
    assert_eq!(
        text(&records[0], "check"),
        "too_much_is_the_greatest_number"
    );
    assert!(
        text(&records[0], "message").starts_with("failed: "),
        "{}",
        records[0]
    );
    let failed = records[0]["failed"].as_u64().unwrap();
    assert!((1..40).contains(&failed), "{failed}");
    assert_eq!(records[1], json!({ "checks": 4, "runs": 40, "flakes": 1 }));
}
