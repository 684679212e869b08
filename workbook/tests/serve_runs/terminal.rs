//! What is done beside the page: in a terminal, in an editor, by an update.

use serde_json::json;

use crate::reader::{RIGHT, Reader, WRONG, of_kind};

#[test]
fn a_check_in_a_terminal_and_a_save_move_the_rows_of_an_open_page() {
    let reader = Reader::new();
    let mut page = reader.page();
    // There is no .workbook yet.
    reader.workbook.double(WRONG, "");
    page.until_row("ch01/double", |row| row["state"] == "not_judged");
    assert_eq!(reader.workbook.run(&["check", "double"]).code, Some(1));
    let row = page.until_row("ch01/double", |row| row["state"] == "begun");
    assert_eq!((&row["passed"], &row["next"]), (&json!(1), &json!(true)));
    reader.workbook.double(RIGHT, "");
    page.until_row("ch01/double", |row| row["state"] == "changed");
    assert_eq!(reader.workbook.run(&["check", "double"]).code, Some(0));
    let row = page.until_row("ch01/double", |row| row["state"] == "done");
    assert_eq!(row["next"], false);
    // As an editor saves: another file takes the name.
    let new = reader.workbook.path("exercises/ch01/src/.double.rs.new");
    std::fs::write(&new, "pub async fn double(n: u32) -> u32 { n }\n").unwrap();
    std::fs::rename(new, reader.workbook.path("exercises/ch01/src/double.rs")).unwrap();
    page.until_row("ch01/double", |row| row["state"] == "changed");
    reader.workbook.remove("exercises/ch01/src/double.rs");
    page.until_row("ch01/double", |row| row["state"] == "no_file");
}

#[test]
fn what_is_remembered_may_be_removed_and_come_back() {
    let reader = Reader::new();
    let mut page = reader.page();
    reader.workbook.double(RIGHT, "");
    for _ in 0..2 {
        assert_eq!(reader.workbook.run(&["check", "double"]).code, Some(0));
        page.until_row("ch01/double", |row| row["state"] == "done");
        std::fs::remove_dir_all(reader.workbook.path(".workbook")).unwrap();
        page.until_row("ch01/double", |row| row["state"] == "not_judged");
    }
}

#[test]
fn a_page_and_a_terminal_that_judge_the_same_exercise_both_get_verdicts() {
    let reader = Reader::new();
    let held = reader.hold();
    let mut page = reader.page();
    let number = reader.run(&["ch01/double"]);
    held.until(1);
    let terminal = reader
        .workbook
        .command(&["check", "--json", "double"])
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    // Both are in the middle of the same check.
    held.until(2);
    held.go();
    let output = terminal.wait_with_output().unwrap();
    let told = String::from_utf8(output.stdout).unwrap();
    assert_eq!(told.matches("\"status\":\"passed\"").count(), 2, "{told}");
    let events = page.run_of(number);
    let verdicts = of_kind(&events, "verdict");
    assert_eq!(verdicts.len(), 2);
    assert!(verdicts.iter().all(|verdict| verdict["status"] == "passed"));
}
