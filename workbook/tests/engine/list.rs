//! `list`: states without a judging.

use std::path::Path;

use crate::fixtures::{Ran, Workbook, text};

const DOUBLE: &str = "exercises/ch01/src/double.rs";

/// The states that `list --json` names, in the book's order, and the exercise that is next.
#[track_caller]
fn states(workbook: &Workbook) -> (Vec<String>, String) {
    let ran = workbook.run(&["list", "--json"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let rows = ran.json();
    let next: Vec<&str> = rows
        .iter()
        .filter(|row| row["next"] == true)
        .map(|row| text(row, "exercise"))
        .collect();
    assert!(next.len() <= 1, "{next:?}");
    (
        rows.iter()
            .map(|row| text(row, "state").to_owned())
            .collect(),
        next.concat(),
    )
}

#[test]
fn a_fresh_tree_is_not_begun_and_the_first_is_next() {
    let workbook = Workbook::new();
    let ran = workbook.run(&["list"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert_eq!(
        ran.out,
        "ch01  A small chapter
  exercise    stars  min points hints  state
→ ch01/both   ★       10   0/10   0/3  not begun
· ch01/double ★        5    0/5   0/3  not begun

0 of 2 exercises done, 0 of 15 points.
Next: exercises/ch01/src/both.rs (its page is ch01/order: `cargo run` opens the book),
then `cargo workbook check ch01/both`.
"
    );
    assert!(
        !workbook.path(".workbook").exists(),
        "looking writes nothing"
    );
    // An unnoted difference of line ends makes no answer.
    let stub = std::fs::read_to_string(workbook.path(DOUBLE)).unwrap();
    workbook.write(DOUBLE, stub.replace('\n', "\r\n"));
    assert_eq!(states(&workbook).0, ["not_begun", "not_begun"]);
}

#[test]
fn the_last_verdicts_are_remembered_until_the_answer_or_its_checks_change() {
    let workbook = Workbook::new();
    workbook.double("n * 2", "");
    assert_eq!(
        states(&workbook),
        (
            vec!["not_begun".to_owned(), "not_judged".to_owned()],
            "ch01/double".to_owned()
        )
    );

    workbook.run(&["check"]);
    assert_eq!(states(&workbook).0, ["not_begun", "begun"]);
    let ran = workbook.run(&["list", "double"]);
    assert!(
        ran.out
            .contains("→ ch01/double ★        5    3/5   0/3  1 of 2 checks\n"),
        "{}",
        ran.out
    );

    workbook.double("n.saturating_mul(2)", "");
    assert_eq!(states(&workbook).0, ["not_begun", "changed"]);
    let ran = workbook.run(&["list"]);
    assert!(ran.out.contains("   ?/5   0/3  changed\n"), "{}", ran.out);
    assert!(
        ran.out
            .contains("0 of 2 exercises done, 0 of 15 points, and 1 to judge with"),
        "{}",
        ran.out
    );

    workbook.run(&["check", "double"]);
    let done = vec!["not_begun".to_owned(), "done".to_owned()];
    assert_eq!(states(&workbook), (done, "ch01/both".to_owned()));
    workbook.edit(
        "exercises/ch01/tests/checks/double.rs",
        "\"twice three\"",
        "\"twice three is six\"",
    );
    assert_eq!(states(&workbook).0, ["not_begun", "changed"]);

    workbook.write(DOUBLE, "pub async fn double( {\n");
    workbook.run(&["check", "double"]);
    assert_eq!(states(&workbook).0, ["not_begun", "does_not_compile"]);
    workbook.remove(DOUBLE);
    assert_eq!(states(&workbook).0, ["not_begun", "no_file"]);
    let ran = workbook.run(&["list"]);
    assert!(
        ran.out
            .contains("`cargo workbook reset ch01/double` brings"),
        "{}",
        ran.out
    );
}

#[test]
fn other_peoples_answers_are_not_remembered() {
    let workbook = Workbook::new();
    workbook.write(
        "handed-in/ch01/src/double.rs",
        "pub async fn double(n: u32) -> u32 { n.saturating_mul(2) }\n",
    );
    workbook.run(&["check", "--answers", "handed-in"]);
    workbook.run(&["check", "double", "--wrong", "overflows"]);
    assert!(!workbook.path(".workbook").exists());
}

#[test]
fn everything_done_leaves_nothing_next() {
    let workbook = Workbook::new();
    for name in ["both", "double"] {
        let reference = workbook.path(&format!("solutions/ch01/src/{name}.rs"));
        workbook.write(
            &format!("exercises/ch01/src/{name}.rs"),
            std::fs::read(reference).unwrap(),
        );
    }
    workbook.run(&["check"]);
    let ran = workbook.run(&["list"]);
    assert!(
        ran.out.ends_with(
            "2 of 2 exercises done, 15 of 15 points.\nEverything listed here is done.\n"
        ),
        "{}",
        ran.out
    );
    assert_eq!(states(&workbook).1, "");
}

#[test]
fn the_list_fits_a_narrow_terminal() {
    // The real tree has the long names; how far its reader is does not matter here.
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let workbook = Workbook::new();
    for width in [60, 80] {
        let mut command = workbook.command(&["list"]);
        command.env("COLUMNS", width.to_string()).current_dir(root);
        let ran = Ran::of(command.output().unwrap());
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        for line in ran.out.lines() {
            assert!(line.chars().count() <= width, "{line}");
        }
        // Whole names, if there is room for them.
        assert_eq!(ran.out.contains(" ch05/until_would_block "), width == 80);
        assert!(ran.out.contains("until_would_block "), "{}", ran.out);
    }
}
