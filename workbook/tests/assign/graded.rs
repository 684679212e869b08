//! The folder of a run, as `grade` leaves it: three students and a fourth without a result.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;

/// What a hostile answer says in its panic: for terminals, HTML, XML and spreadsheets.
pub const NASTY: &str = "right with 1 friend, wrong with 3: \u{1b}[31m<script>alert(\"x\")</script> & ]]>\u{0}\u{202e}\n\nA future does nothing until it is polled.";

fn check(name: &str, hidden: bool, status: &str, points: u32, message: &str) -> Value {
    let earned = if status == "passed" { points } else { 0 };
    json!({
        "check": name, "hidden": hidden, "status": status, "points": earned, "max": points,
        "message": message, "at": "exercises/ch01/tests/checks/overlap.rs:31",
        "timeline": if status == "failed" { "a ▌▌  polled" } else { "" },
        "printed": if status == "failed" { "=1+1" } else { "" }, "seconds": 0.25,
    })
}

fn student(key: &str, name: &str, exercises: Value, score: f64, extra: Value) -> Value {
    let mut value = json!({
        "format": 1, "student": key, "name": name, "email": format!("{key}@example.org"),
        "roster": { "id": format!("1-{key}"), "section": "A" }, "key": "k",
        "submission": {
            "from": format!("{key}.zip"), "digest": "d1g35t", "collected_at": "2026-10-01T23:00:00+02:00",
            "days_late": 0, "of": 1,
        },
        "sandbox": "bubblewrap", "earned": 0, "max": 12, "score": score, "not_graded": "", "tries": 1,
        "exercises": exercises, "flags": [], "graded_at": "2026-10-02T08:00:00Z", "seconds": 1.5,
    });
    for (field, one) in extra.as_object().unwrap() {
        value[field] = one.clone();
    }
    value
}

/// The exercise `ch01/overlap` with two checks and a hidden one, and `ch01/threads` with one.
fn exercises(first: &str, hidden: &str, message: &str, threads: (&str, &str)) -> Value {
    let (word, points) = match first {
        "passed" => ("passed", 10),
        "did_not_compile" => ("did_not_compile", 0),
        _ => ("partial", 3),
    };
    let second = if first == "did_not_compile" {
        first
    } else {
        "passed"
    };
    let told = |status: &str| if status == "passed" { "" } else { message };
    json!([
        {
            "id": "ch01/overlap", "status": word, "points": points, "max": 10,
            "file": "alice/src/overlap.rs", "kept": "answers/alice/ch01/overlap.rs",
            "checks": [
                check("orders_and_friends_are_in_flight_at_once", false, first, 4, told(first)),
                check("it_starts_no_thread", false, second, 3, told(second)),
                check("hidden::nobody_waits", true, hidden, 3, told(hidden)),
            ],
            "flags": ["names `process`"],
        },
        {
            "id": "ch01/threads", "status": threads.0, "points": 0, "max": 2, "file": "", "kept": "",
            "checks": [check("each_thread_answers", false, threads.0, 2, threads.1)],
            "flags": [],
        },
    ])
}

/// Writes the folder of a run in which `reveal` holds for `ch01/overlap`.
pub fn run_folder(reveal: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let planned = |id: &str, title: &str, points: u32, checks: Value| {
        json!({
            "id": id, "title": title, "page": "ch01/order.md", "points": points, "reveal": reveal,
            "checks": checks,
        })
    };
    let run = json!({
        "format": 1,
        "assignment": {
            "title": "Week 1", "deadline": "2026-10-01T23:59:00+02:00", "which": "latest",
            "reveal": "everything", "chapters": [], "late": { "policy": "none" },
        },
        "exercises": [
            planned("ch01/overlap", "A page from three services", 10, json!([
                { "name": "orders_and_friends_are_in_flight_at_once", "points": 4, "hidden": false },
                { "name": "it_starts_no_thread", "points": 3, "hidden": false },
                { "name": "hidden::nobody_waits", "points": 3, "hidden": true },
            ])),
            planned("ch01/threads", "A thread that answers", 2, json!([
                { "name": "each_thread_answers", "points": 2, "hidden": false },
            ])),
        ],
        "students": ["=alice", "bob", "carol", "dave"],
        "toolchain": "rustc 1.90.0", "sandbox": "bubblewrap", "digest": "d",
    });
    put(folder.path(), "run.json", &run);
    let missing = ("not_handed_in", "no answer to ch01/threads was handed in");
    let alice = student(
        "=alice",
        "Alice <b>",
        exercises("failed", "failed", NASTY, missing),
        3.0,
        json!({ "earned": 3 }),
    );
    let compiler = "error[E0308]: mismatched types\n --> exercises/ch01/src/overlap.rs:3:5";
    let bob = student(
        "bob",
        "Bob",
        exercises(
            "did_not_compile",
            "did_not_compile",
            compiler,
            ("hung", "nothing will happen any more"),
        ),
        0.0,
        json!({}),
    );
    let carol = student(
        "carol",
        "Carol",
        json!([]),
        0.0,
        json!({ "not_graded": "the disk is full", "submission": null }),
    );
    put(folder.path(), "students/%3Dalice.json", &alice);
    put(folder.path(), "students/bob.json", &bob);
    put(folder.path(), "students/carol.json", &carol);
    let kept = folder.path().join("answers/alice/ch01");
    fs::create_dir_all(&kept).unwrap();
    fs::write(kept.join("overlap.rs"), "// Alice's\n").unwrap();
    folder
}

fn put(folder: &Path, name: &str, value: &Value) {
    let file = folder.join(name);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, serde_json::to_string_pretty(value).unwrap()).unwrap();
}
