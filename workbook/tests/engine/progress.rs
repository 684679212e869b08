//! `progress`: the bars, and the file that goes to another machine.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::fixtures::{Ran, Workbook};

const DOUBLE: &str = "exercises/ch01/src/double.rs";
const RIGHT: &str = "n.saturating_mul(2)";
const STATE: &str = ".workbook/state.json";

fn read(workbook: &Workbook, file: &str) -> String {
    fs::read_to_string(workbook.path(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// What `progress` prints with these variables, in 60 columns.
#[track_caller]
fn shown(workbook: &Workbook, locale: &str) -> String {
    let mut command = workbook.command(&["progress"]);
    command.env("COLUMNS", "60").env("LC_ALL", locale);
    let ran = Ran::of(command.output().unwrap());
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    ran.out
}

/// Saves the progress of `workbook`, and loads it in `other` with these flags.
fn carry(workbook: &Workbook, other: &Workbook, flags: &[&str]) -> Ran {
    let ran = workbook.run(&["progress", "--save", "mine.json"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    other.write("mine.json", read(workbook, "mine.json"));
    other.run(&[&["progress", "--load", "mine.json"], flags].concat())
}

#[test]
fn a_chapter_has_a_bar_with_points_and_what_is_left() {
    let workbook = Workbook::new();
    assert_eq!(
        shown(&workbook, "C"),
        "                     done  points     left
ch01  ............    0/2    0/15   15 min  A small chapter
      # done, + begun

0 of 2 exercises done, 0 of 15 points, 15 min left by the
estimates.
Next: exercises/ch01/src/both.rs (its page is ch01/order:
`cargo run` opens the book), then
`cargo workbook check ch01/both`.
"
    );
    assert!(
        !workbook.path(".workbook").exists(),
        "looking writes nothing"
    );
    workbook.double(RIGHT, "");
    assert!(shown(&workbook, "C").contains("1 answer to judge"));
    workbook.run(&["check", "double"]);
    assert!(
        shown(&workbook, "en_GB.UTF-8")
            .contains("\nch01  ██████░░░░░░    1/2    5/15   10 min  A small chapter\n"),
        "{}",
        shown(&workbook, "en_GB.UTF-8")
    );
    workbook.double("n * 2", "");
    workbook.run(&["check", "double"]);
    assert!(shown(&workbook, "C").contains("\nch01  ++++++......    0/2    3/15   15 min"));
}

#[test]
fn a_new_version_of_the_checks_breaks_nothing() {
    let workbook = Workbook::new();
    workbook.double(RIGHT, "");
    workbook.run(&["check", "double"]);
    workbook.edit(
        "exercises/ch01/tests/checks/double.rs",
        "\"twice three\"",
        "\"twice 3\"",
    );
    assert!(
        shown(&workbook, "C").contains("0/2"),
        "not believed any more"
    );
    // An exercise that is no more, and a new one.
    workbook.edit(
        "exercises/ch01/chapter.toml",
        "slug = \"double\"",
        "slug = \"triple\"",
    );
    let said = shown(&workbook, "C");
    assert!(said.contains("0/2") && said.contains("Next:"), "{said}");
}

#[test]
fn programs_get_one_object() {
    let workbook = Workbook::new();
    workbook.double(RIGHT, "");
    workbook.run(&["check", "double"]);
    let ran = workbook.run(&["progress", "--json"]);
    let [whole] = &ran.json()[..] else {
        panic!("{}", ran.out)
    };
    let mut of_chapter = json!({
        "exercises": 2, "done": 1, "begun": 0, "points": 15, "earned": 5, "to_judge": 0,
        "minutes": 15, "minutes_left": 10,
    });
    let mut expected = of_chapter.clone();
    of_chapter["chapter"] = json!("ch01");
    of_chapter["title"] = json!("A small chapter");
    expected["chapters"] = json!([of_chapter]);
    expected["next"] = json!({
        "exercise": "ch01/both", "file": "exercises/ch01/src/both.rs", "page": "ch01/order",
    });
    assert_eq!(*whole, expected);
}

#[test]
fn every_chapter_fits_a_narrow_terminal() {
    // The real tree; how far its reader is does not matter here.
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    for locale in ["C", "C.UTF-8"] {
        let mut command = Workbook::new().command(&["progress"]);
        command
            .env("COLUMNS", "60")
            .env("LC_ALL", locale)
            .current_dir(root);
        let ran = Ran::of(command.output().unwrap());
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        assert_eq!(ran.out.is_ascii(), locale == "C", "{}", ran.out);
        for line in ran.out.lines() {
            assert!(line.chars().count() <= 60, "{line}");
        }
    }
}

#[test]
fn answers_hints_and_verdicts_go_to_another_machine() {
    let (here, there) = (Workbook::new(), Workbook::new());
    here.double(RIGHT, "");
    here.run(&["check", "double"]);
    here.run(&["hint", "both"]);
    here.run(&["hint", "both"]);
    there.run(&["hint", "both"]);
    let saved = here.run(&["progress", "--save", "mine.json"]);
    assert_eq!(
        saved.out,
        "✓ mine.json\nwith 1 answer, 1 verdict and 2 hints. On the other machine:\n\
         `cargo workbook progress --load mine.json`.\n"
    );
    let ran = carry(&here, &there, &[]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert_eq!(
        ran.out,
        "✓ mine.json is loaded\n    1 answer written, where there was none: ch01/double\n\
         \x20   1 verdict more than before\n    1 hint more than before\n"
    );
    assert_eq!(read(&there, DOUBLE), read(&here, DOUBLE));
    assert!(
        there.run(&["list"]).out.contains("0/3  done"),
        "the verdict counts"
    );
    assert!(there.run(&["hint", "both"]).out.contains("Hint 3 of 3"));
    // Again: nothing is new, and the larger number of hints stays.
    let ran = carry(&here, &there, &[]);
    assert!(
        ran.out.contains("nothing else in it is new here"),
        "{}",
        ran.out
    );
    assert!(there.run(&["hint", "both"]).out.contains("Hint 3 of 3"));
    assert!(!there.path(&format!("{DOUBLE}.kept-1")).exists());
}

#[test]
fn an_answer_that_differs_is_neither_lost_nor_replaced_on_a_guess() {
    let (here, there) = (Workbook::new(), Workbook::new());
    here.double(RIGHT, "")
        .write("exercises/ch01/src/both.rs", "// both\n");
    there.double("n + n", "");
    let (mine, theirs) = (read(&there, DOUBLE), read(&here, DOUBLE));
    let stub = read(&there, "exercises/ch01/src/both.rs");

    let ran = carry(&here, &there, &[]);
    assert_eq!(ran.code, Some(2), "{}", ran.out);
    for said in ["nothing was loaded", "ch01/double", "--replace", "--leave"] {
        assert!(ran.err.contains(said), "{}", ran.err);
    }
    assert_eq!(read(&there, DOUBLE), mine);
    assert_eq!(
        read(&there, "exercises/ch01/src/both.rs"),
        stub,
        "not even the others"
    );
    assert!(!there.path(STATE).exists());

    let ran = carry(&here, &there, &["--leave"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(
        ran.out
            .contains("1 answer not taken, because another one is here: ch01/double"),
        "{}",
        ran.out
    );
    assert_eq!(read(&there, DOUBLE), mine);
    assert_eq!(read(&there, "exercises/ch01/src/both.rs"), "// both\n");

    let ran = carry(&here, &there, &["--replace"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let kept = format!("{DOUBLE}.kept-1");
    assert!(ran.out.contains(&kept), "{}", ran.out);
    assert_eq!((read(&there, DOUBLE), read(&there, &kept)), (theirs, mine));
}

#[test]
fn a_verdict_counts_only_for_the_answer_and_the_checks_that_are_here() {
    let here = Workbook::new();
    here.double(RIGHT, "");
    here.run(&["check", "double"]);
    let other_checks = Workbook::new();
    other_checks.edit(
        "exercises/ch01/tests/checks/double.rs",
        "\"twice three\"",
        "\"twice 3\"",
    );
    let ran = carry(&here, &other_checks, &[]);
    assert!(ran.out.contains("1 verdict left out"), "{}", ran.out);
    assert!(other_checks.run(&["list"]).out.contains("not judged"));

    // Another answer in the file than was judged, and a count that no judging comes to.
    for (at, value) in [
        ("/exercises/ch01~1double/answer", json!("// not it\n")),
        ("/exercises/ch01~1double/judged/passed", json!(3)),
        ("/exercises/ch01~1double/judged/earned", json!(500)),
    ] {
        let there = Workbook::new();
        let mut saved: Value = serde_json::from_str(&read(&here, "mine.json")).unwrap();
        *saved.pointer_mut(at).unwrap() = value;
        there.write("mine.json", saved.to_string());
        let ran = there.run(&["progress", "--load", "mine.json"]);
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        assert!(ran.out.contains("1 verdict left out"), "{at}: {}", ran.out);
        assert!(there.run(&["list"]).out.contains("not judged"), "{at}");
    }
}

#[test]
fn a_file_that_is_not_one_of_these_changes_nothing() {
    let workbook = Workbook::new();
    let file = |version: Value, exercises: Value| {
        json!({ "file": "progress in the Async Rust Workbook", "version": version, "exercises": exercises }).to_string()
    };
    let answer = json!({ "answer": "// from elsewhere\n" });
    for (text, said) in [
        (
            "{ \"file\": \"progress in".to_owned(),
            "is damaged, or was not written by `progress --save`",
        ),
        ("{}".to_owned(), "was not written by `progress --save`"),
        (
            file(json!(2), json!({})),
            "has version 2, and this copy of the workbook reads version 1",
        ),
        (
            file(json!("one"), json!({})),
            "is damaged: it has no version",
        ),
        (file(json!(1), json!([])), "is damaged: "),
        (
            file(json!(1), json!({ "ch01/double": { "hints": -1 } })),
            "is damaged: ",
        ),
        (
            file(
                json!(1),
                json!({ "ch01/both": answer, "../../elsewhere": answer }),
            ),
            "it names \"../../elsewhere\"",
        ),
        (
            file(json!(1), json!({ "ch01/both": answer, "/etc/x": answer })),
            "it names \"/etc/x\"",
        ),
        (
            file(
                json!(1),
                json!({ "ch01/both": answer, "ch01\\both": answer }),
            ),
            "it names \"ch01\\\\both\"",
        ),
        (
            file(
                json!(1),
                json!({ "ch01/both": answer, "ch01/../x": answer }),
            ),
            "it names \"ch01/../x\"",
        ),
    ] {
        workbook.write("mine.json", &text);
        let ran = workbook.run(&["progress", "--load", "mine.json", "--replace"]);
        assert_eq!(ran.code, Some(2), "{text}: {}", ran.out);
        assert!(ran.err.contains(said), "{text}: {}", ran.err);
        assert!(!workbook.path(STATE).exists(), "{text}");
        assert!(
            !read(&workbook, "exercises/ch01/src/both.rs").contains("elsewhere"),
            "{text}"
        );
    }
    // An exercise of another version of the book costs only itself.
    workbook.write(
        "mine.json",
        file(
            json!(1),
            json!({ "ch01/both": answer, "ch99/later": answer }),
        ),
    );
    let ran = workbook.run(&["progress", "--load", "mine.json"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(
        ran.err.contains("has no exercise ch99/later"),
        "{}",
        ran.err
    );
    assert_eq!(
        read(&workbook, "exercises/ch01/src/both.rs"),
        "// from elsewhere\n"
    );
    assert!(!workbook.path("exercises/ch99").exists());
    let ran = workbook.run(&["progress", "--load", "absent.json"]);
    assert!(ran.err.contains("reading absent.json"), "{}", ran.err);
}

#[test]
fn saving_replaces_only_what_it_has_written_itself() {
    let workbook = Workbook::new();
    let before = read(&workbook, DOUBLE);
    for taken in [DOUBLE, "exercises"] {
        let ran = workbook.run(&["progress", "--save", taken]);
        assert_eq!(ran.code, Some(2), "{}", ran.out);
        assert!(ran.err.contains("name another file"), "{}", ran.err);
    }
    assert_eq!(read(&workbook, DOUBLE), before);
    for _ in 0..2 {
        assert_eq!(
            workbook.run(&["progress", "--save", "mine.json"]).code,
            Some(0)
        );
    }
    workbook.write(DOUBLE, [0xff, 0xfe]);
    let ran = workbook.run(&["progress", "--save", "mine.json"]);
    assert!(
        ran.err.contains("is no UTF-8 text, and is not in the file"),
        "{}",
        ran.err
    );
    assert!(ran.out.contains("with 0 answers"), "{}", ran.out);
    let ran = workbook.run(&["progress", "--save", "absent/mine.json"]);
    assert!(ran.err.contains("writing absent"), "{}", ran.err);
    let ran = workbook.run(&["progress", "--replace"]);
    assert!(ran.err.contains("--load"), "{}", ran.err);
}
