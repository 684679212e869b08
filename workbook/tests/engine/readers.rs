//! What happens to readers: a file lost, a file beside the answers, something printed.

use std::fs;

use crate::fixtures::{Workbook, text};

const DOUBLE: &str = "n.saturating_mul(2)";

#[test]
fn an_answer_that_is_gone_or_empty_is_called_that() {
    let workbook = Workbook::new();
    workbook.double(DOUBLE, "");
    let file = "exercises/ch01/src/both.rs";
    for (lost, word) in [(true, "missing"), (false, "empty")] {
        if lost {
            workbook.remove(file);
        } else {
            workbook.write(file, " \n");
        }
        for words in [&[][..], &["ch01/both"]] {
            let ran = workbook.run(&[&["check"], words].concat());
            assert_eq!(ran.code, Some(1), "{}", ran.err);
            assert!(
                ran.out.contains(&format!("{file} is {word}")),
                "{}",
                ran.out
            );
            assert!(
                ran.out.contains(&format!("git restore {file}")),
                "{}",
                ran.out
            );
            assert!(!ran.out.contains("does not compile"), "{}", ran.out);
        }
    }
    // The other exercise is judged all the same.
    assert!(workbook.run(&["check"]).out.contains("✓ ch01/double"));
}

#[test]
fn a_scratch_file_beside_the_answers_costs_no_verdict() {
    let workbook = Workbook::new();
    workbook
        .double(DOUBLE, "")
        .write("exercises/ch01/src/bin/scratch.rs", "fn main( {\n")
        .write("exercises/ch01/examples/try.rs", "fn main( {\n")
        .write("exercises/ch01/src/notes.rs", "not Rust at all\n");
    assert!(workbook.run(&["check"]).out.contains("✓ ch01/double"));
    assert_eq!(workbook.run(&["check", "double"]).code, Some(0));
}

#[test]
fn warnings_and_what_the_answer_printed_are_shown_briefly() {
    let workbook = Workbook::new();
    workbook.double(
        "helper();\n    for line in 0..30 { println!(\"line {line}\"); }\n    eprintln!(\"to \\x1b[31mstderr\");\n    n * 2",
        "async fn helper() {}\n",
    );
    for words in [&["check"][..], &["check", "double"]] {
        let ran = workbook.run(words);
        assert_eq!(ran.code, Some(1), "{}", ran.err);
        assert!(
            ran.out.contains("warning: unused implementer of `Future`"),
            "{}",
            ran.out
        );
        assert!(
            ran.out.contains("exercises/ch01/src/double.rs:4:"),
            "{}",
            ran.out
        );
        assert!(ran.out.contains("        line 0\n"), "{}", ran.out);
        assert!(!ran.out.contains("line 29"), "{}", ran.out);
        assert_eq!(
            ran.out.matches("the answer printed").count(),
            1,
            "{}",
            ran.out
        );
        // The overflow fails, the other check passes: what is shown is of the one that fails.
        assert!(
            ran.out.contains("(in too_much_is_the_greatest_number)"),
            "{}",
            ran.out
        );
    }
    for verdict in workbook.verdicts(&["double"]) {
        let printed = text(&verdict, "printed");
        assert!(printed.starts_with("line 0\nline 1\n"), "{printed:?}");
        assert!(printed.ends_with("… and 11 more lines"), "{printed:?}");
    }
}

#[test]
fn nothing_printed_is_nothing_shown() {
    let workbook = Workbook::new();
    workbook.double("n.wrapping_mul(2)", "");
    let ran = workbook.run(&["check", "double"]);
    assert!(!ran.out.contains("the answer printed"), "{}", ran.out);
    assert!(!ran.out.contains("warning"), "{}", ran.out);
    for verdict in workbook.verdicts(&["double"]) {
        assert_eq!(text(&verdict, "printed"), "");
    }
}

#[test]
fn what_to_do_next_works_from_any_folder() {
    let workbook = Workbook::new();
    let ran = workbook.run(&["check", "both"]);
    assert!(
        ran.out
            .contains("its page is ch01/order: `cargo run` opens the book"),
        "{}",
        ran.out
    );
    assert!(
        ran.out.contains("then `cargo workbook check ch01/both`"),
        "{}",
        ran.out
    );
    assert!(!ran.out.contains("cargo run --"), "{}", ran.out);
}

#[test]
fn the_tools_words_name_the_command_that_works_from_any_folder() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/cmd/check");
    for entry in fs::read_dir(folder).unwrap() {
        let file = entry.unwrap().path();
        let source = fs::read_to_string(&file).unwrap();
        assert!(!source.contains("cargo run -- "), "{}", file.display());
    }
}
