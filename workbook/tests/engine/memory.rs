//! What rustc remembers: it makes a judging faster and never changes a verdict, and no answer leaves
//! anything in what another one uses.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::fixtures::{Workbook, shared_target};

const RIGHT: &str = "n.saturating_mul(2)";
const WRONG: &str = "n.wrapping_mul(2)";

/// The places of a plan that is this workbook's alone: its kit says `word`.
fn places(workbook: &Workbook, word: &str) -> PathBuf {
    let kit = "exercises/kit/src/lib.rs";
    let text = fs::read_to_string(workbook.path(kit)).unwrap();
    workbook.write(kit, format!("{text}\n// {word}\n"));
    let ran = workbook.run(&["check", "double"]);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    let plans = fs::read_dir(shared_target().join("judge")).unwrap();
    plans
        .map(|plan| plan.unwrap().path())
        .find(|plan| {
            fs::read_to_string(plan.join("workspace").join(kit))
                .is_ok_and(|kit| kit.trim_end().ends_with(word))
        })
        .expect("the plan is there")
        .join("places")
}

/// Every file below `folder`, with its contents.
fn contents(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(contents(&path));
        } else {
            found.insert(path.clone(), fs::read(path).unwrap());
        }
    }
    found
}

#[test]
fn no_answer_writes_into_the_session_that_others_use_or_stays_in_their_place() {
    let workbook = Workbook::new();
    let places = places(&workbook, "a plan of its own: sessions");
    assert_eq!(workbook.run(&["verify", "double"]).code, Some(0));
    let place = places.join("ch01.double.0");
    let session = contents(&place.join("session"));
    assert!(session.len() > 4, "{:?}", session.keys());
    workbook.edit(
        "solutions/ch01/right/double/checks.rs",
        "pub async fn",
        "pub fn another() {}\n\npub async fn",
    );
    assert_eq!(workbook.run(&["verify", "double"]).code, Some(0));
    assert!(
        session == contents(&place.join("session")),
        "it has changed"
    );
    for folder in fs::read_dir(&places).unwrap() {
        let answer = folder
            .unwrap()
            .path()
            .join("tree/exercises/ch01/src/double.rs");
        assert!(!answer.exists(), "{}", answer.display());
    }

    // Another reference, another session.
    workbook.edit(
        "solutions/ch01/src/double.rs",
        "//! Twice as much.",
        "//! Twice as much, or as much as there is.",
    );
    assert_eq!(workbook.run(&["verify", "double"]).code, Some(0));
    assert!(session != contents(&place.join("session")));
}

#[test]
fn a_few_answers_of_others_make_no_session() {
    let workbook = Workbook::new();
    let places = places(&workbook, "a plan of its own: few");
    workbook.write(
        "theirs/ch01/src/double.rs",
        format!("pub async fn double(n: u32) -> u32 {{\n    {RIGHT}\n}}\n"),
    );
    let theirs = workbook.path("theirs");
    let words = ["check", "double", "--answers", theirs.to_str().unwrap()];
    assert_eq!(workbook.run(&words).code, Some(0));
    let place = places.join("ch01.double.0");
    assert!(place.is_dir());
    assert!(!place.join("session").exists());
}

#[test]
fn a_chapter_in_one_piece_is_judged_as_it_is_however_old_its_files_are() {
    let workbook = Workbook::new();
    let right = fs::read(workbook.path("solutions/ch01/src/both.rs")).unwrap();
    workbook.write("exercises/ch01/src/both.rs", right);
    let years = Duration::from_secs(365 * 24 * 3600);
    for (body, age) in [(RIGHT, 1), (WRONG, 20), (RIGHT, 30), (WRONG, 40)] {
        workbook.double(body, "");
        let file = fs::File::options()
            .write(true)
            .open(workbook.path("exercises/ch01/src/double.rs"))
            .unwrap();
        file.set_modified(SystemTime::now() - years * age).unwrap();
        drop(file);
        let ran = workbook.run(&["check"]);
        assert_eq!(ran.code, Some(i32::from(body == WRONG)), "{}", ran.out);
        assert!(ran.out.contains("✓ ch01/both"), "{}", ran.out);
    }
}

#[test]
fn a_chapter_that_does_not_compile_in_one_piece_is_taken_apart() {
    let workbook = Workbook::new();
    // Each compiles alone. Together they do not: one trait, implemented twice for one type.
    let implement =
        "impl From<crate::shared::Both> for u8 { fn from(_: crate::shared::Both) -> u8 { 1 } }";
    let shared = fs::read_to_string(workbook.path("exercises/ch01/src/shared.rs")).unwrap();
    workbook.write(
        "exercises/ch01/src/shared.rs",
        format!("{shared}\npub struct Both;\n"),
    );
    workbook.double(RIGHT, implement);
    let right = fs::read_to_string(workbook.path("solutions/ch01/src/both.rs")).unwrap();
    workbook.write(
        "exercises/ch01/src/both.rs",
        format!("{right}\n{implement}\n"),
    );
    let ran = workbook.run(&["check"]);
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
}
