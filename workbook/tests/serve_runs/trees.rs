//! Workbooks in which something is missing or broken: the book is served all the same.

use serde_json::json;

use crate::fixtures::Workbook;
use crate::reader::{Reader, workbook};
use crate::served;

#[test]
fn broken_metadata_is_told_and_the_book_is_served() {
    let workbook = workbook();
    let file = "exercises/ch01/chapter.toml";
    let good = std::fs::read_to_string(workbook.path(file)).unwrap();
    workbook.write(file, "title = 7\n");
    let reader = Reader::of(workbook);
    let (status, answer) = reader.exercises();
    assert_eq!(status, 500);
    assert!(
        answer["error"].as_str().unwrap().contains("chapter.toml"),
        "{answer}"
    );
    let (status, answer) = reader.post("run", &json!({ "names": ["ch01"] }));
    assert_eq!(status, 500);
    assert!(
        answer["error"].as_str().unwrap().contains("chapter.toml"),
        "{answer}"
    );
    assert_eq!(
        served::get(reader.served.port, "/ch01/order.html").status,
        200
    );

    let mut page = reader.page();
    reader.workbook.write(file, good);
    page.until_row("ch01/double", |row| row["state"] == "not_begun");
    assert_eq!(reader.exercises().0, 200);
    // It breaks while a page is open: that page asks again, and is told why.
    reader.workbook.write(file, "title = 7\n");
    while page.next().0 != "behind" {}
    assert_eq!(reader.exercises().0, 500);
}

fn empty(workbook: &Workbook) {
    std::fs::remove_dir_all(workbook.path("exercises")).unwrap();
    std::fs::create_dir(workbook.path("exercises")).unwrap();
}

#[test]
fn without_exercises_the_page_is_told_what_was_expected() {
    let workbook = workbook();
    empty(&workbook);
    let reader = Reader::of(workbook);
    let (status, answer) = reader.exercises();
    assert_eq!(status, 500);
    let told = answer["error"].as_str().unwrap();
    assert!(told.contains("holds no exercise"), "{told}");
    assert_eq!(served::get(reader.served.port, "/").status, 200);
}

#[test]
fn in_a_students_tree_without_solutions_checks_run() {
    let workbook = workbook();
    std::fs::remove_dir_all(workbook.path("solutions")).unwrap();
    workbook.double("n.wrapping_mul(2)", "");
    let reader = Reader::of(workbook);
    let mut page = reader.page();
    let events = page.run_of(reader.run(&["ch01/double"]));
    assert_eq!(events.last().unwrap()["outcome"], "finished");
    assert_eq!(reader.row("ch01/double")["state"], "begun");
}
