//! A run, from the button to the row.

use serde_json::{Value, json};

use crate::reader::{RIGHT, Reader, WRONG, of_kind};

fn kinds(events: &[Value]) -> Vec<&str> {
    let kinds = events.iter().map(|event| event["kind"].as_str().unwrap());
    kinds.collect()
}

#[test]
fn a_wrong_answer_and_then_the_right_one() {
    let reader = Reader::new();
    reader.workbook.double(WRONG, "");
    let mut page = reader.page();
    let number = reader.run(&["ch01/double"]);
    let events = page.run_of(number);
    let kinds = kinds(&events);
    assert_eq!(kinds[..3], ["queued", "started", "compiled"], "{kinds:?}");
    assert_eq!(kinds[kinds.len() - 2..], ["exercise", "ended"], "{kinds:?}");
    let run = json!({
        "kind": "started", "run": number, "names": ["ch01/double"], "exercises": ["ch01/double"],
    });
    assert_eq!(events[1], run);
    assert_eq!(events[2]["warnings"], json!([]));

    let verdicts = of_kind(&events, "verdict");
    assert_eq!(verdicts.len(), 2);
    let of = |check: &str| *verdicts.iter().find(|v| v["check"] == check).unwrap();
    let passed = of("three_doubled_is_six");
    assert_eq!(passed["status"], "passed");
    assert_eq!(passed["promise"], "three doubled is six");
    assert_eq!(
        (&passed["place"], &passed["points"], &passed["earned"]),
        (&json!(0), &json!(3), &json!(3))
    );
    let failed = of("too_much_is_the_greatest_number");
    assert_eq!(
        (&failed["status"], &failed["place"], &failed["earned"]),
        (&json!("failed"), &json!(1), &json!(0))
    );
    let message = failed["message"].as_str().unwrap();
    assert!(message.contains("twice the greatest number"), "{message}");
    let at = failed["at"].as_str().unwrap();
    assert!(
        at.starts_with("exercises/ch01/tests/checks/double.rs:"),
        "{at}"
    );

    let done = of_kind(&events, "exercise")[0];
    assert_eq!(done["row"]["state"], "begun");
    assert_eq!(
        (&done["row"]["passed"], &done["row"]["checks"]),
        (&json!(1), &json!(2))
    );
    assert_eq!(
        done["order"],
        json!(["too_much_is_the_greatest_number", "three_doubled_is_six"])
    );
    assert_eq!(events.last().unwrap()["outcome"], "finished");
    assert_eq!(reader.row("ch01/double"), done["row"]);

    reader.workbook.double(RIGHT, "");
    page.until_row("ch01/double", |row| row["state"] == "changed");
    let events = page.run_of(reader.run(&["ch01/double"]));
    let done = of_kind(&events, "exercise")[0];
    assert_eq!(
        (&done["row"]["state"], &done["row"]["earned"]),
        (&json!("done"), &json!(5))
    );
    assert_eq!(done["belief"], Value::Null);
    page.until_row("ch01/double", |row| row["state"] == "done");
}

#[test]
fn a_failing_check_that_was_recorded_brings_its_picture() {
    let reader = Reader::new();
    reader.workbook.write(
        "exercises/ch01/src/both.rs",
        "pub async fn both(a: impl Future<Output = u32>, b: impl Future<Output = u32>) -> (u32, u32) {\n    \
         (a.await, b.await)\n}\n",
    );
    let mut page = reader.page();
    let events = page.run_of(reader.run(&["ch01/both"]));
    let pictures = of_kind(&events, "picture");
    assert_eq!(pictures.len(), 1, "only one of the checks fails");
    assert_eq!(pictures[0]["check"], "both_jobs_are_in_flight_at_once");
    let html = pictures[0]["html"].as_str().unwrap();
    assert!(
        html.starts_with("<figure") && html.contains("<svg"),
        "{html}"
    );
    assert!(html.contains("A is polled"), "{html}");
}

#[test]
fn a_chapter_is_run_as_a_whole_and_what_does_not_compile_costs_only_itself() {
    let reader = Reader::new();
    reader.workbook.double(RIGHT, "").write(
        "exercises/ch01/src/both.rs",
        "pub async fn both(n: u32) -> u32 {\n    n +\n}\n",
    );
    let mut page = reader.page();
    let events = page.run_of(reader.run(&["ch01"]));
    assert_eq!(events[1]["names"], json!(["ch01"]));
    assert_eq!(events[1]["exercises"], json!(["ch01/both", "ch01/double"]));
    let state = |id: &str| {
        let done = of_kind(&events, "exercise");
        let of = done.iter().find(|done| done["row"]["exercise"] == id);
        of.unwrap()["row"]["state"].clone()
    };
    assert_eq!(state("ch01/both"), "does_not_compile");
    assert_eq!(state("ch01/double"), "done");
    let refused = of_kind(&events, "verdict");
    let refused = refused
        .iter()
        .find(|v| v["exercise"] == "ch01/both")
        .unwrap();
    assert_eq!(refused["status"], "did_not_compile");
    assert!(
        refused["message"].as_str().unwrap().contains("both.rs:3"),
        "{refused}"
    );
}

#[test]
fn warnings_and_what_the_answer_printed_are_told() {
    let reader = Reader::new();
    reader.workbook.double(
        "helper();\n    println!(\"<b>{n}</b>\");\n    n.wrapping_mul(2)",
        "async fn helper() {}\n",
    );
    let mut page = reader.page();
    let events = page.run_of(reader.run(&["ch01/double"]));
    let warnings = of_kind(&events, "compiled")[0]["warnings"].to_string();
    assert!(
        warnings.contains("unused implementer of `Future`"),
        "{warnings}"
    );
    let printed = of_kind(&events, "verdict")[0]["printed"].as_str().unwrap();
    assert!(printed.contains("</b>"), "{printed}");
}

#[test]
fn a_second_page_sees_the_same_from_the_start_of_the_run() {
    let reader = Reader::new();
    let held = reader.hold();
    let mut first = reader.page();
    let number = reader.run(&["ch01/double"]);
    held.until(1);
    // It is opened in the middle of the run.
    let mut second = reader.page();
    held.go();
    let mut seen = first.run_of(number);
    assert_eq!(seen.remove(0)["kind"], "queued");
    assert_eq!(seen, second.run_of(number));
    // And one that is opened after it is told nothing of it.
    let mut third = reader.page();
    let number = reader.run(&["ch01/double"]);
    let first_of_a_run = loop {
        let (name, event) = third.next();
        if name == "run" {
            break event;
        }
    };
    assert_eq!(first_of_a_run["run"], number);
}

#[test]
fn the_current_run_and_those_that_wait_are_told_with_the_exercises() {
    let reader = Reader::new();
    let held = reader.hold();
    let mut page = reader.page();
    let (first, second) = (reader.run(&["ch01/double"]), reader.run(&["ch01"]));
    held.until(1);
    let (_, all) = reader.exercises();
    assert_eq!(all["current"]["run"], first);
    assert_eq!(all["queued"][0]["run"], second);
    assert_eq!(
        all["queued"][0]["exercises"],
        json!(["ch01/both", "ch01/double"])
    );
    held.go();
    page.run_of(first);
    page.run_of(second);
    let (_, all) = reader.exercises();
    assert_eq!(
        (&all["current"], &all["queued"]),
        (&Value::Null, &json!([]))
    );
    assert_eq!(all["chapters"][0]["name"], "ch01");
    assert_eq!(all["chapters"][0]["title"], "A small chapter");
}
