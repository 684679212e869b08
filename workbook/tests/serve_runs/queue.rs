//! One run at a time, a few that wait, and a way to stop each.

use serde_json::json;

use crate::reader::{Reader, workbook};

#[test]
fn the_current_run_is_stopped_and_the_next_one_begins() {
    let reader = Reader::new();
    let held = reader.hold();
    let mut page = reader.page();
    let first = reader.run(&["ch01/double"]);
    held.until(1);
    let second = reader.run(&["ch01/both"]);
    let stopped = reader.post("stop", &json!({ "run": first }));
    assert_eq!(stopped, (200, json!({ "stopped": true })));
    let ended = page.run_of(first);
    let ended = ended.last().unwrap();
    assert_eq!(
        (&ended["outcome"], &ended["error"]),
        (&json!("stopped"), &json!(null))
    );
    let events = page.run_of(second);
    assert_eq!(events.last().unwrap()["outcome"], "finished");
    // Neither an old run nor one that was never there is stopped.
    for number in [first, second, 99] {
        let stopped = reader.post("stop", &json!({ "run": number }));
        assert_eq!(stopped, (200, json!({ "stopped": false })));
    }
}

#[test]
fn a_run_that_waits_is_taken_out() {
    let reader = Reader::new();
    let held = reader.hold();
    let mut page = reader.page();
    let first = reader.run(&["ch01/double"]);
    held.until(1);
    let second = reader.run(&["ch01/both"]);
    let stopped = reader.post("stop", &json!({ "run": second }));
    assert_eq!(stopped.1["stopped"], true);
    assert_eq!(page.until(second, "ended")["outcome"], "stopped");
    held.go();
    assert_eq!(page.until(first, "ended")["outcome"], "finished");
    assert_eq!(reader.exercises().1["queued"], json!([]));
}

#[test]
fn the_same_exercises_wait_once_and_no_more_than_eight_runs_wait() {
    let workbook = workbook();
    let metadata = "exercises/ch01/chapter.toml";
    let text = std::fs::read_to_string(workbook.path(metadata)).unwrap();
    let more: String = ["third", "fourth"]
        .map(|slug| {
            format!(
                "\n[[exercise]]\nslug = \"{slug}\"\ntitle = \"-\"\npage = \"order\"\nstars = 1\n\
                 minutes = 5\npoints = 5\nhints = []\n"
            )
        })
        .concat();
    workbook.write(metadata, text + &more);
    let reader = Reader::of(workbook);
    let held = reader.hold();
    let first = reader.run(&["ch01/double"]);
    held.until(1);

    let slugs = ["both", "double", "third", "fourth"];
    // Every choice of one or more of the four: fifteen runs that differ.
    let choices = (1..16).map(|bits: usize| -> Vec<String> {
        let chosen = (0..4).filter(|bit| bits & (1 << bit) != 0);
        chosen.map(|bit| format!("ch01/{}", slugs[bit])).collect()
    });
    let asked: Vec<(u16, serde_json::Value)> = choices
        .map(|names| reader.post("run", &json!({ "names": names })))
        .collect();
    let numbers: Vec<u64> = asked
        .iter()
        .filter_map(|(_, a)| a["run"].as_u64())
        .collect();
    assert_eq!(numbers, (first + 1..=first + 8).collect::<Vec<_>>());
    for (status, answer) in &asked[8..] {
        assert_eq!(*status, 429);
        assert!(
            answer["error"].as_str().unwrap().contains("stop one"),
            "{answer}"
        );
    }
    // The current one is of the same exercises as the second that waits: it began with another text, perhaps.
    assert_eq!(reader.run(&["ch01/double"]), first + 2);
    assert_eq!(reader.run(&["ch01/double", "ch01/both"]), first + 3);
    assert_eq!(
        reader.run(&["ch01/both", "ch01/double", "ch01/both"]),
        first + 3
    );
}

#[test]
fn only_names_that_the_catalogue_has_are_run() {
    let reader = Reader::new();
    for name in [
        "double",
        "ch1",
        "CH01",
        "ch01/",
        "ch01/double.rs",
        "exercises/ch01/src/double.rs",
        "./ch01/double",
        "../ch01",
        "/etc/passwd",
        "ch01/double; touch /tmp/x",
        "$(touch x)",
        "--help",
        "-p",
        "all",
        "",
        "ch01\u{0}",
        "ch01\n",
    ] {
        let (status, answer) = reader.post("run", &json!({ "names": ["ch01/double", name] }));
        assert_eq!(status, 404, "{name:?}: {answer}");
        assert!(
            answer["error"].as_str().unwrap().contains("is no chapter"),
            "{answer}"
        );
        let (status, _) = reader.post("hint", &json!({ "exercise": name }));
        assert_eq!(status, 404, "{name:?}");
        let (status, _) = reader.post("open", &json!({ "exercise": name }));
        assert_eq!(status, 404, "{name:?}");
    }
    for (body, status) in [
        (json!({ "names": [] }), 400),
        (json!({}), 400),
        (json!({ "names": "ch01" }), 400),
        (json!({ "names": [7] }), 400),
        (json!({ "names": ["ch01"], "args": ["--release"] }), 400),
        (json!(["ch01"]), 400),
    ] {
        let (found, answer) = reader.post("run", &body);
        assert_eq!(found, status, "{body}: {answer}");
        assert!(answer["error"].is_string());
    }
    assert_eq!(reader.exercises().1["queued"], json!([]));
}
