//! Answers that hang, flood, end or kill their process: the server goes on.

use serde_json::Value;

use crate::reader::{RIGHT, Reader, of_kind};

/// Runs `double` with this body, and then the right answer. What the first run told.
fn survives(body: &str) -> Vec<Value> {
    let reader = Reader::new();
    reader.workbook.double(body, "");
    let mut page = reader.page();
    let events = page.run_of(reader.run(&["ch01/double"]));
    assert_eq!(events.last().unwrap()["outcome"], "finished");
    assert_eq!(of_kind(&events, "verdict").len(), 2);
    assert_eq!(reader.exercises().0, 200);
    reader.workbook.double(RIGHT, "");
    let right = page.run_of(reader.run(&["ch01/double"]));
    assert_eq!(of_kind(&right, "exercise")[0]["row"]["state"], "done");
    events
}

#[track_caller]
fn all_are(events: &[Value], statuses: &[&str]) {
    for verdict in of_kind(events, "verdict") {
        let status = verdict["status"].as_str().unwrap();
        assert!(statuses.contains(&status), "{verdict}");
    }
}

#[test]
fn an_answer_that_never_ends() {
    let events = survives("loop { std::thread::sleep(std::time::Duration::from_secs(n.into())) }");
    all_are(&events, &["hung"]);
}

#[test]
fn an_answer_that_floods_its_output() {
    let events = survives(
        "for _ in 0..20_000 { println!(\"{}\", \"flood \".repeat(200)); eprintln!(\"{}\", \"flood \".repeat(200)); }\n\
         n.wrapping_mul(2)",
    );
    for verdict in of_kind(&events, "verdict") {
        assert!(verdict["printed"].as_str().unwrap().len() < 10_000);
    }
}

#[test]
fn an_answer_that_panics_with_a_flood_of_words() {
    let events = survives("panic!(\"{}\", \"é words\".repeat(60_000 + n.min(9) as usize))");
    for event in &events {
        assert!(event.to_string().len() < 400_000);
    }
}

#[test]
fn an_answer_that_ends_the_process() {
    all_are(
        &survives("std::process::exit(n.min(3) as i32)"),
        &["did_not_finish"],
    );
}

#[test]
fn an_answer_that_aborts() {
    all_are(
        &survives("std::process::abort()"),
        &["crashed", "did_not_finish"],
    );
}

#[test]
fn a_workbook_that_cannot_be_built_is_told_as_a_failed_run() {
    let reader = Reader::new();
    let manifest = "exercises/ch01/Cargo.toml";
    let good = std::fs::read_to_string(reader.workbook.path(manifest)).unwrap();
    reader.workbook.write(manifest, "not a manifest");
    let mut page = reader.page();
    let events = page.run_of(reader.run(&["ch01/double"]));
    let ended = events.last().unwrap();
    assert_eq!(ended["outcome"], "failed");
    assert!(ended["error"].as_str().unwrap().len() > 20, "{ended}");
    reader.workbook.write(manifest, good);
    let events = page.run_of(reader.run(&["ch01/double"]));
    assert_eq!(events.last().unwrap()["outcome"], "finished");
}
