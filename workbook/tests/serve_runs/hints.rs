//! Hints, and the reader's editor.

use serde_json::{Value, json};

use crate::reader::{Reader, workbook};
use crate::served::Served;

#[test]
fn each_asking_gives_one_more_and_counts_as_in_the_terminal() {
    let reader = Reader::new();
    let mut page = reader.page();
    let ask = || reader.post("hint", &json!({ "exercise": "ch01/double" }));
    let hint = |nth: u64, text: &str| {
        let hint = json!({
            "exercise": "ch01/double", "nth": nth, "of": 3, "text": text, "page": "ch01/order",
        });
        (200, hint)
    };
    assert_eq!(ask(), hint(1, "What is twice three?"));
    let row = page.until_row("ch01/double", |row| row["given"] == 1);
    assert_eq!(row["hint_texts"], json!(["What is twice three?"]));
    // The next one is given in a terminal, and the page is told of it.
    let ran = reader.workbook.run(&["hint", "double"]);
    assert!(
        ran.out.contains("What is twice the greatest number?"),
        "{}",
        ran.out
    );
    page.until_row("ch01/double", |row| row["given"] == 2);
    assert_eq!(ask(), hint(3, "Saturate."));
    // The last one is repeated.
    assert_eq!(ask(), hint(3, "Saturate."));
    assert_eq!(reader.row("ch01/double")["given"], 3);
    assert_eq!(reader.row("ch01/both")["hint_texts"], json!([]));
}

#[test]
fn a_chapter_is_no_exercise() {
    let reader = Reader::new();
    for path in ["hint", "open"] {
        let (status, answer) = reader.post(path, &json!({ "exercise": "ch01" }));
        assert_eq!(status, 404);
        assert!(
            answer["error"].as_str().unwrap().contains("is no exercise"),
            "{answer}"
        );
    }
}

#[test]
fn without_an_editor_of_its_own_window_the_file_is_named() {
    let workbook = workbook();
    let mut serve = workbook.command(&["serve", "--port", "0"]);
    for variable in ["VISUAL", "TERM_PROGRAM", "ZED_TERM", "ZELLIJ", "TMUX"] {
        serve.env_remove(variable);
    }
    serve.env("EDITOR", "/usr/bin/vi");
    let reader = Reader::served_by(Served::begin(serve), workbook);
    let (status, answer) = reader.post("open", &json!({ "exercise": "ch01/double" }));
    assert_eq!(status, 409, "{answer}");
    let told = answer["error"].as_str().unwrap();
    assert!(told.contains("exercises/ch01/src/double.rs"), "{told}");
    assert_eq!(answer["opened"], Value::Null);
}
