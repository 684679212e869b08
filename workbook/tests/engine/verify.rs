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
        "1 chapter, 2 exercises, 4 checks, 8 wrong and 4 right answers, 1 listing, 0 in Python.\n\
         solutions/ledger.jsonl: 2 lines written.\nNo fault.\n"
    );
    let records = workbook
        .run(&["verify", "ch01/both", "--json", "--seed", "7"])
        .json();
    let counts = json!({
        "chapters": 1, "exercises": 1, "checks": 2, "wrong": 4, "right": 2, "proven": 0, "sampled": 8,
        "listings": 0, "python": 0,
    });
    assert_eq!(
        records,
        [json!({ "counts": counts, "faults": 0, "seed": 7 })]
    );
}

#[test]
fn what_changed_is_proven_again_and_a_locked_ledger_that_is_out_of_date_is_named() {
    let workbook = Workbook::new();
    let proven = |words: &[&str]| {
        let ran = workbook.run(&[&["verify", "--json"], words].concat());
        let mut records = ran.json();
        let last = records.pop().unwrap();
        let faults: Vec<String> = records
            .iter()
            .map(|f| text(f, "fault").to_owned())
            .collect();
        (last["counts"]["proven"].as_u64().unwrap(), faults)
    };
    let ledger = "solutions/ledger.jsonl";
    assert_eq!(proven(&[]), (2, Vec::new()));
    let first = std::fs::read_to_string(workbook.path(ledger)).unwrap();
    assert_eq!(first.lines().count(), 3, "{first}");
    assert!(
        first.contains(r#""no_await":"compiler","swaps":[1]"#),
        "{first}"
    );

    // Covered, though the hints and another exercise of the chapter have changed.
    workbook
        .edit("exercises/ch01/chapter.toml", "Use a macro", "Take a macro")
        .edit(
            "exercises/ch01/tests/checks/double.rs",
            "\"twice three\"",
            "\"twice three is six\"",
        );
    assert_eq!(proven(&["--locked", "ch01/both"]), (0, Vec::new()));
    let (count, faults) = proven(&["--locked"]);
    assert_eq!(count, 1);
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert!(
        faults[0].starts_with("was proven now, and is not what the ledger covers. Run"),
        "{faults:?}"
    );
    assert_eq!(
        std::fs::read_to_string(workbook.path(ledger)).unwrap(),
        first
    );
    assert_eq!(proven(&[]), (1, Vec::new()));
    assert_eq!(proven(&["--all"]), (2, Vec::new()));

    // What everything is compiled with is part of every proof.
    workbook.edit("exercises/kit/src/gauge.rs", "//!", "//! ");
    assert_eq!(proven(&["--locked"]).0, 2);
    assert_eq!(proven(&[]), (2, Vec::new()));

    workbook.edit(ledger, "\"checks\":2", "\"checks\":3");
    let (_, faults) = proven(&["--locked"]);
    assert!(
        faults
            .iter()
            .any(|fault| fault.starts_with("line 1: its seal does not fit: ch01/both was")),
        "{faults:?}"
    );
    workbook.remove(ledger);
    assert_eq!(proven(&["--locked"]).1.len(), 2);
    assert_eq!(proven(&[]), (2, Vec::new()));
}

/// Lines next to one another would be one conflict.
#[test]
fn changes_of_two_exercises_merge_in_the_ledger() {
    let workbook = Workbook::new();
    assert_eq!(workbook.run(&["verify"]).code, Some(0));
    let ledger = "solutions/ledger.jsonl";
    let git = |words: &[&str]| {
        let mut command = std::process::Command::new("git");
        command
            .args(["-c", "user.name=A", "-c", "user.email=a@example.org"])
            .args(words)
            .current_dir(workbook.path("solutions"));
        let output = command.output().unwrap();
        assert!(output.status.success(), "{words:?}: {output:?}");
    };
    git(&["init", "--quiet", "--initial-branch=main"]);
    git(&["add", "ledger.jsonl"]);
    git(&["commit", "--quiet", "--message=before"]);
    git(&["switch", "--quiet", "--create=other"]);
    workbook.edit(
        ledger,
        "\"ch01/both\",\"digest\":\"",
        "\"ch01/both\",\"digest\":\"0",
    );
    git(&["commit", "--quiet", "--all", "--message=both"]);
    git(&["switch", "--quiet", "main"]);
    workbook.edit(
        ledger,
        "\"ch01/double\",\"digest\":\"",
        "\"ch01/double\",\"digest\":\"0",
    );
    git(&["commit", "--quiet", "--all", "--message=double"]);
    git(&["merge", "--quiet", "other"]);
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
        .write("solutions/ch01/wrong/lost.md", "")
        .write("solutions/ch01/wrong/both/one.rs", "")
        .write("solutions/ch01/right/both/notes.txt", "")
        .write("chapters/listings/examples/ch01-two.rs", "fn main() {}\n")
        .write("chapters/listings/examples/ch01-three.out", "")
        .write("chapters/listings/python/ch01_four.py", "")
        .edit("solutions/ch01/src/lib.rs", "pub mod double;", "")
        .remove("solutions/ch01/right/both/with_join_macro.rs")
        .edit("solutions/ch01/wrong/both.md", "## swaps", "````text")
        .remove("solutions/ch01/wrong/double.md");
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
            "ch01 | solutions/ch01/wrong/lost.md | is stray: expected a catalogue (.md) for one of the exercises both, double",
            "ch01 | solutions/ch01/wrong/both | is stray: expected a catalogue",
            "ch01 | solutions/ch01/right/both/notes.txt | is stray",
            "listings | chapters/listings/examples/ch01-two.rs | has no output beside it",
            "listings | chapters/listings/examples/ch01-three.out | is the output of no program",
            "listings | chapters/listings/python/ch01_four.py | has no output beside it",
            "ch01/double | solutions/ch01/src/lib.rs | declares no module `double`",
            "ch01/both | solutions/ch01/right/both | 1 right answers: 2 to 8 are expected",
            "ch01/both | solutions/ch01/wrong/both.md | 3 wrong answers: 4 to 25 are expected",
            "ch01/both | solutions/ch01/wrong/both.md | line 42: the fence ````text has no end",
            "ch01/both | solutions/ch01/wrong/both.md#no_await | it holds two programs",
            "ch01/double | solutions/ch01/wrong/double.md | the catalogue of wrong answers is not there",
            "ch01/double | solutions/ch01/wrong/double.md | 0 wrong answers",
            "`three_doubled_is_six` rejects no wrong answer",
            "`too_much_is_the_greatest_number` rejects no wrong answer",
            "`results_come_back_in_the_order_given` rejects no wrong answer",
        ],
    );
}

#[test]
fn an_answer_that_does_not_prove_what_it_claims_is_named() {
    let workbook = Workbook::new();
    let (both, double) = (
        "solutions/ch01/wrong/both.md",
        "solutions/ch01/wrong/double.md",
    );
    workbook
        .edit(
            both,
            "+    (a.await, b.await)",
            "+    { tokio::join!(a, b) }",
        )
        .edit(both, "saying \"got\n(2, 1)\"", "saying \"in other words\"")
        .edit(
            both,
            "`both_jobs_are_in_flight_at_once`, saying \"at",
            "`no_such_check`, saying \"at",
        )
        .edit(both, "+    (a, b)", "+    (a.await, b.await)")
        .edit(
            "solutions/ch01/right/both/with_join_macro.rs",
            "tokio::join!(a, b)",
            "(a.await, b.await)",
        )
        .edit(
            "solutions/ch01/right/both/with_join_function.rs",
            "//! Style: the function.",
            "//! The function.",
        )
        .edit(double, "> Twice is one more.\n", "")
        .edit(double, "    n - n\n", "    n -\n")
        .edit(double, "+    n.wrapping_mul(2)", "+    todo!(\"wrap {n}\")")
        .edit(
            double,
            "-    n.saturating_mul(2)\n+    n * 2",
            "-    n.wrapping_mul(2)\n+    n * 2",
        )
        .edit(
            double,
            "order.md)).\n\nRejected by `too_much_is_the_greatest_number`, saying \"twice",
            "order.md#away)).\n\nRejected by `too_much_is_the_greatest_number`, saying \"twice",
        )
        .edit(
            "solutions/ch01/src/double.rs",
            "pub async fn double(n: u32) -> u32 {",
            "pub async fn double(n: u32) -> u32 {\n    let spare = 1;",
        );
    assert_names(
        &faults(&workbook, &[]),
        &[
            "both.md#awaits_in_turn | `both_jobs_are_in_flight_at_once` passes, but must reject it",
            "both.md#swaps | `results_come_back_in_the_order_given` rejects it without the words \"in other words\"",
            "both.md#forgets_one | must be rejected by `no_such_check`, which is no check of",
            "both.md#no_await | compiles, but must be rejected by the compiler",
            "both/with_join_macro.rs | `both_jobs_are_in_flight_at_once` must pass, but failed: at most 1",
            "both/with_join_function.rs | does not begin with `//! Style: …`",
            "double.md#adds_one | says no belief",
            "double.md#nought | does not compile, but must be rejected by `three_doubled_is_six`",
            "double.md#wraps | `too_much_is_the_greatest_number` does not reject it, but failed: not yet",
            "double.md#wraps | links to the heading #away of chapters/ch01/order.md, which is not there: those are order, what-starts-a-future",
            "`too_much_is_the_greatest_number` rejects no wrong answer",
            "double.md#overflows | hunk 1 of its diff does not fit: no place holds",
            "ch01/double | solutions/ch01/src/double.rs | compiles with a warning: warning: unused variable",
        ],
    );
}

/// The stub of `broken = true` is a program with a fault, which every check sees.
#[test]
fn a_stub_may_be_a_broken_program_that_every_check_rejects() {
    let workbook = Workbook::new();
    let double = "title = \"Twice as much\"";
    let broken = format!("{double}\nbroken = true");
    workbook
        .edit("exercises/ch01/chapter.toml", double, &broken)
        .double("n.wrapping_add(1)", "");
    assert_eq!(faults(&workbook, &["ch01/double"]), [""; 0]);

    workbook.double("n.saturating_mul(2) + u32::from(n == 3)", "");
    assert_names(
        &faults(&workbook, &["ch01/double"]),
        &["`too_much_is_the_greatest_number` passes on the untouched stub"],
    );

    workbook.double("todo!(\"twice {n}\")", "");
    assert_names(
        &faults(&workbook, &["ch01/double"]),
        &[
            "`three_doubled_is_six` fails by a todo!, and chapter.toml says that the stub is a broken program",
            "`too_much_is_the_greatest_number` fails by a todo!",
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
    let ran = workbook.run(&["verify", "--repeat", "40", "--json", "--seed", "3"]);
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
    assert_eq!(
        records[1],
        json!({ "checks": 4, "runs": 40, "flakes": 1, "covered": 0, "seed": 3 })
    );
}
