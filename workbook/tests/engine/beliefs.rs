//! An entry of a catalogue of wrong answers: judged, printed, and made from a program.

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
