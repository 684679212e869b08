//! `reset`: the stub is back, and no answer is lost.

use std::fs;

use crate::fixtures::Workbook;

const DOUBLE: &str = "exercises/ch01/src/double.rs";
const BOTH: &str = "exercises/ch01/src/both.rs";

fn read(workbook: &Workbook, file: &str) -> String {
    fs::read_to_string(workbook.path(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

#[test]
fn the_stub_comes_back_and_each_answer_is_kept() {
    let workbook = Workbook::new();
    let stub = read(&workbook, DOUBLE);
    for (nth, body) in ["n * 2", "n + n"].iter().enumerate() {
        workbook.double(body, "");
        let answer = read(&workbook, DOUBLE);
        let ran = workbook.run(&["reset", "ch01/double"]);
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        let kept = format!("{DOUBLE}.kept-{}", nth + 1);
        assert_eq!(
            ran.out,
            format!(
                "✓ ch01/double  has its stub again\n    the stub     {DOUBLE}\n    your answer  {kept}\n\n\
                 A kept answer is not compiled and not judged. To have one back, copy it over the stub.\n"
            )
        );
        assert_eq!(read(&workbook, &kept), answer);
        assert_eq!(read(&workbook, DOUBLE), stub);
    }
    assert!(read(&workbook, &format!("{DOUBLE}.kept-1")).contains("n * 2"));

    // What was kept keeps nothing from being judged.
    assert_eq!(
        workbook.statuses(&["double"]),
        [
            "three_doubled_is_six: failed",
            "too_much_is_the_greatest_number: failed"
        ]
    );
    let ran = workbook.run(&["list"]);
    assert!(ran.out.contains("0 of 2 exercises done"), "{}", ran.out);
    assert_eq!(ran.out.matches("not begun").count(), 2, "{}", ran.out);
}

#[test]
fn a_chapter_is_reset_at_once_and_a_stub_is_left_alone() {
    let workbook = Workbook::new();
    workbook.double("n * 2", "");
    let untouched = fs::metadata(workbook.path(BOTH))
        .unwrap()
        .modified()
        .unwrap();
    let ran = workbook.run(&["reset", "ch01"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(
        ran.out
            .starts_with("· ch01/both  is the stub: nothing to reset\n✓ ch01/double  has its stub"),
        "{}",
        ran.out
    );
    assert_eq!(
        fs::metadata(workbook.path(BOTH))
            .unwrap()
            .modified()
            .unwrap(),
        untouched
    );
    assert!(!workbook.path(&format!("{BOTH}.kept-1")).exists());
    let ran = workbook.run(&["reset", "both", "double"]);
    assert_eq!(
        ran.out,
        "· ch01/both  is the stub: nothing to reset\n· ch01/double  is the stub: nothing to reset\n"
    );
}

#[test]
fn what_is_no_text_and_what_is_not_there_is_reset_too() {
    let workbook = Workbook::new();
    let stub = read(&workbook, DOUBLE);
    workbook.write(DOUBLE, [0xff, 0xfe, b'\r', b'\n']);
    workbook.run(&["reset", "double"]);
    assert_eq!(
        fs::read(workbook.path(&format!("{DOUBLE}.kept-1"))).unwrap(),
        [0xff, 0xfe, b'\r', b'\n']
    );
    // In the line ends that the file had.
    assert_eq!(read(&workbook, DOUBLE), stub.replace('\n', "\r\n"));
    workbook.remove(DOUBLE);
    let ran = workbook.run(&["reset", "double"]);
    assert!(ran.out.contains("there was no answer"), "{}", ran.out);
    assert_eq!(read(&workbook, DOUBLE), stub);
}

#[test]
fn what_cannot_be_brought_back_leaves_everything_as_it_is() {
    let workbook = Workbook::new();
    workbook.write(BOTH, "// mine\n").double("n * 2", "");
    let answer = read(&workbook, DOUBLE);
    workbook.edit("exercises/ch01/stubs.lock", "double = '''", "other = '''");
    for (words, said) in [
        (
            &["reset", "ch01"][..],
            "exercises/ch01/stubs.lock holds no stub of ch01/double, so nothing was reset.",
        ),
        (&["reset", "ch01/bth"], "Did you mean ch01/both?"),
        (&["reset"], "CHAPTER|EXERCISE|FILE"),
    ] {
        let ran = workbook.run(words);
        assert_eq!(ran.code, Some(2), "{words:?}: {}", ran.out);
        assert!(ran.err.contains(said), "{words:?}: {}", ran.err);
    }
    workbook.write("exercises/ch01/stubs.lock", "double = [");
    let ran = workbook.run(&["reset", "both"]);
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.err.contains("stubs.lock: expected the stubs"),
        "{}",
        ran.err
    );
    assert_eq!(read(&workbook, BOTH), "// mine\n");
    assert_eq!(read(&workbook, DOUBLE), answer);
}

#[test]
fn verify_keeps_stubs_that_it_has_proven_and_no_answer() {
    let workbook = Workbook::new();
    let kept = "exercises/ch01/stubs.lock";
    let before = read(&workbook, kept);
    workbook.double("n * 2", "");
    let ran = workbook.run(&["verify", "ch01/double"]);
    assert_eq!(ran.code, Some(1), "{}{}", ran.out, ran.err);
    assert_eq!(read(&workbook, kept), before, "an answer is no stub");

    let ran = workbook.run(&["reset", "double"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    workbook
        .remove(&format!("{DOUBLE}.kept-1"))
        .edit(DOUBLE, "Twice as much", "Twice as many");
    let ran = workbook.run(&["verify", "ch01/double", "--locked"]);
    assert_eq!(ran.code, Some(1), "{}{}", ran.out, ran.err);
    assert!(
        ran.out.contains("does not hold this exercise's stub. Run"),
        "{}",
        ran.out
    );
    assert_eq!(read(&workbook, kept), before);
    let ran = workbook.run(&["verify", "ch01/double"]);
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
    assert!(
        ran.out.contains(&format!("{kept}: written.")),
        "{}",
        ran.out
    );
    assert_eq!(
        read(&workbook, kept),
        before.replace("Twice as much", "Twice as many")
    );
}
