//! An entry of a catalogue of wrong answers: judged, printed, and made from a program.

use serde_json::json;

use crate::fixtures::Workbook;

#[test]
fn an_entry_is_judged_as_if_a_reader_had_written_it() {
    let workbook = Workbook::new();
    let ran = workbook.run(&["check", "ch01/both", "--wrong", "swaps"]);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert!(ran.out.contains("got (2, 1)"), "{}", ran.out);
    assert!(ran.out.contains("✓ 1 check passed"), "{}", ran.out);
}

#[test]
fn what_is_printed_and_edited_becomes_a_diff_that_leads_back_to_it() {
    let workbook = Workbook::new();
    let printed = workbook
        .run(&["check", "both", "--wrong", "swaps", "--print"])
        .out;
    assert!(printed.contains("    (b, a)\n"), "{printed}");
    workbook.write("mine.rs", &printed);
    let words = ["check", "both", "--diff", "mine.rs"];
    let against = [&words[..], &["--against", "with_join_function"]].concat();
    let diff = workbook.run(&against).out;
    assert!(
        diff.contains("-    futures::future::join(a, b).await\n+    let (a, b) ="),
        "{diff}"
    );
    let whole = workbook.run(&words).out;
    assert!(whole.contains("-    tokio::join!(a, b)\n"), "{whole}");
}

#[test]
fn what_stands_for_no_entry_is_told_with_what_does() {
    let workbook = Workbook::new();
    for (words, said) in [
        (&["both", "--wrong", "swap"][..], "Did you mean swaps?"),
        (
            &["ch01", "--wrong", "swaps"],
            "--wrong needs one exercise, and 2 are named",
        ),
        (
            &["both", "--diff", "mine.rs", "--against", "none"],
            "with_join_function, with_join_macro",
        ),
        (&["both", "--print"], "--wrong"),
    ] {
        let ran = workbook.run(&[&["check"], words].concat());
        assert_eq!(ran.code, Some(2), "{words:?}: {}", ran.out);
        assert!(ran.err.contains(said), "{words:?}: {}", ran.err);
    }
    workbook.edit(
        "solutions/ch01/wrong/both.md",
        "-    futures::future::join(a, b).await",
        "-    futures::join(a, b).await",
    );
    let ran = workbook.run(&["check", "both", "--wrong", "swaps"]);
    assert!(
        ran.err
            .contains("both.md#swaps: hunk 1 of its diff does not fit"),
        "{}",
        ran.err
    );
}

#[test]
fn what_the_failures_look_like_is_told_below_them() {
    let workbook = Workbook::new();
    let swaps = ["check", "ch01/both", "--wrong", "swaps"];
    let before = workbook.run(&swaps);
    assert!(!before.out.contains("looks like"), "{}", before.out);
    let proven = workbook.run(&["verify", "ch01/both"]);
    assert_eq!(proven.code, Some(0), "{}", proven.err);

    let ran = workbook.run(&swaps);
    let told = "    This looks like: \"The order of a pair does not matter.\"\n    \
                What is so instead: The pair is in the order given (Order).\n    \
                Read ch01/order: `cargo run` opens the book\n";
    assert!(ran.out.contains(told), "{}", ran.out);
    let records = workbook.run(&[&swaps[..], &["--json"]].concat()).json();
    assert_eq!(
        records[2]["looks_like"],
        json!({
            "belief": "The order of a pair does not matter.",
            "instead": "The pair is in the order given (Order).",
            "page": "ch01/order",
            "anchor": "",
        })
    );

    // Without the catalogue, as in a repository for students, and with a ledger that cannot be believed.
    workbook.edit("solutions/ledger.jsonl", "\"checks\":2", "\"checks\":1");
    let ran = workbook.run(&swaps);
    assert!(!ran.out.contains("looks like"), "{}", ran.out);
}
