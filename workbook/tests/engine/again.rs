//! Judging the same again: what was built is not built once more, and never taken for something else.

use std::fs;
use std::path::PathBuf;

use crate::fixtures::{Workbook, shared_target};

/// A workbook with an exercise that no other test has, so that no other one builds in its place.
fn with_exercise(slug: &str) -> Workbook {
    let workbook = Workbook::new();
    let entry = format!(
        "\n[[exercise]]\nslug = \"{slug}\"\ntitle = \"One\"\npage = \"order\"\nstars = 1\nminutes = 1\npoints = 1\nhints = []\n"
    );
    let toml = "exercises/ch01/chapter.toml";
    let text = fs::read_to_string(workbook.path(toml)).unwrap();
    workbook
        .write(toml, text + &entry)
        .edit("exercises/ch01/src/lib.rs", "pub mod double;", &format!("pub mod double;\npub mod {slug};"))
        .edit("exercises/ch01/tests/checks/main.rs", "mod double;", &format!("mod double;\nmod {slug};"))
        .write(
            format!("exercises/ch01/tests/checks/{slug}.rs").as_str(),
            format!("use kit::check;\n\n#[check]\nfn it_is_one() {{\n    assert_eq!(ch01::{slug}::one(), 1);\n}}\n"),
        );
    workbook
}

/// The notes of what was built last for the exercise.
fn notes(slug: &str) -> Vec<PathBuf> {
    let entries = |folder: PathBuf| {
        fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
    };
    entries(shared_target().join("judge"))
        .map(|plan| plan.join("places"))
        .filter(|places| places.is_dir())
        .flat_map(entries)
        .filter(|place| {
            let name = place.file_name().unwrap().to_string_lossy().into_owned();
            name.starts_with(&format!("ch01.{slug}."))
        })
        .map(|place| place.join("built.json"))
        .filter(|note| note.is_file())
        .collect()
}

#[test]
fn the_same_files_are_built_once_and_other_ones_anew() {
    let slug = "built_once";
    let workbook = with_exercise(slug);
    let answer = format!("exercises/ch01/src/{slug}.rs");
    workbook.write(
        &answer,
        "pub fn one() -> u32 {\n    let unused = 1;\n    1\n}\n",
    );
    let check = || workbook.run(&["check", slug]).out;
    assert!(check().contains("unused variable: `unused`"));

    // What is told of the build now comes from the note, if nothing is built.
    // The target folder may hold one of an earlier kit as well.
    let modified = |note: &PathBuf| fs::metadata(note).and_then(|data| data.modified()).ok();
    let note = &notes(slug)
        .into_iter()
        .max_by_key(modified)
        .expect("a note");
    let text = fs::read_to_string(note).unwrap();
    fs::write(note, text.replace("unused variable", "told before")).unwrap();
    let again = check();
    assert!(again.contains("told before: `unused`"), "{again}");
    assert!(again.contains("1 of 1 check"), "{again}");

    let builds_anew = |what: &str| {
        let said = check();
        assert!(said.contains("unused variable: `unused`"), "{what}: {said}");
        let text = fs::read_to_string(note).unwrap();
        fs::write(note, text.replace("unused variable", "told before")).unwrap();
    };
    let checks = format!("exercises/ch01/tests/checks/{slug}.rs");
    workbook.edit(&checks, "one(), 1", "one(), 1, \"one\"");
    builds_anew("other checks");
    workbook.edit("exercises/ch01/src/shared.rs", "hello", "good day");
    builds_anew("another helper");
    workbook.edit(&answer, "let unused = 1", "let unused = 2");
    builds_anew("another answer");
    workbook.edit(&answer, "    1\n", "    2\n");
    let said = check();
    assert!(said.contains("0 of 1 check"), "{said}");
}

#[test]
fn an_answer_that_takes_in_another_file_is_built_each_time() {
    let slug = "built_each_time";
    let workbook = with_exercise(slug);
    let other = workbook.path("number");
    workbook.write("number", "1").write(
        format!("exercises/ch01/src/{slug}.rs").as_str(),
        format!(
            "pub fn one() -> u32 {{\n    include!({:?})\n}}\n",
            other.display().to_string()
        ),
    );
    assert!(
        workbook
            .run(&["check", slug])
            .out
            .contains("1 of 1 check passed")
    );
    workbook.write("number", "2");
    assert!(
        workbook
            .run(&["check", slug])
            .out
            .contains("0 of 1 check passed")
    );
    assert!(notes(slug).is_empty());
}

#[test]
fn after_an_edit_the_whole_chapter_is_judged_as_it_stands() {
    let workbook = Workbook::new();
    let both = |body: &str| {
        let head = "pub async fn both(a: impl Future<Output = u32>, b: impl Future<Output = u32>) -> (u32, u32)";
        workbook.write(
            "exercises/ch01/src/both.rs",
            format!("{head} {{\n    {body}\n}}\n"),
        );
    };
    let passed = |what: &str, expected: usize| {
        let statuses = workbook.statuses(&["ch01"]);
        let passed = statuses.iter().filter(|check| check.ends_with(": passed"));
        assert_eq!(passed.count(), expected, "{what}: {statuses:?}");
    };
    both("tokio::join!(a, b)");
    workbook.double("n.saturating_mul(2)", "");
    passed("both right", 4);
    workbook.double("n.wrapping_mul(2)", "");
    passed("one wrong", 3);
    workbook.double("n.saturating_mul(2)", "");
    passed("right again", 4);
    workbook.double("n.saturating_mul(two)", "");
    passed("one does not compile", 2);
    both("(a.await, b.await)");
    workbook.double("n.saturating_mul(2)", "");
    passed("the other wrong", 3);
    // One answer uses the other, which only the whole chapter shows.
    both("let (a, b) = tokio::join!(a, b);\n    (crate::double::double(a).await / 2, b)");
    passed("one uses the other", 4);
    workbook.double("n.saturating_mul(4)", "");
    passed("and the other has changed", 2);
}
