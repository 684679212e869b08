//! `report`: what an instructor and a student read.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::graded::run_folder;
use crate::tree::{root, run};

#[track_caller]
fn report(from: &Path, words: &[&str]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("report.html");
    let place = [from.to_str().unwrap(), "--out", out.to_str().unwrap()];
    let ran = run(&root(), &[&["report"], &place[..], words].concat());
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    fs::read_to_string(&out).unwrap()
}

/// Nothing that came from a student is an element, and nothing runs or loads.
#[track_caller]
fn harmless(html: &str) {
    for element in ["<script", "<img", "<link", "<b>", "src=", "onerror"] {
        assert!(!html.contains(element), "{element}");
    }
    assert!(html.contains("default-src 'none'"));
    assert!(
        !html
            .chars()
            .any(|c| c.is_control() && c != '\n' && c != '\t')
    );
}

#[test]
fn the_class_is_seen_at_a_glance() {
    let html = report(run_folder("name").path(), &[]);
    harmless(&html);
    for said in [
        "<h1>Week 1</h1>",
        "2 of 4 students graded. Half of them have 1.5 or more of 12 points.",
        "Sandbox: bubblewrap.",
        // Both handed in, none whole, (3 + 0) / 2; the hidden check counts too.
        "<td class=\"number\">2</td><td class=\"number\">0</td><td class=\"number\">1.5 of 10</td>",
        "orders and friends are in flight at once (1)",
        "Alice &lt;b&gt; <span class=\"quiet\">=alice</span>",
        "less than half of the points; 1 of 2 not handed in",
        "1 did not compile",
        "names `process`",
        "the disk is full",
        "<td>dave</td><td>no result yet</td>",
    ] {
        assert!(html.contains(said), "{said}\n{html}");
    }
    assert_eq!(
        html,
        report(run_folder("name").path(), &[]),
        "the same twice"
    );
}

/// The folder of a run of the real `ch01/overlap` in which each student fails these checks, with these words each.
fn of_overlap(students: &[(&str, &[usize], &str)]) -> TempDir {
    let names: Vec<String> = {
        let file = root().join("exercises/ch01/tests/checks/overlap.rs");
        let text = fs::read_to_string(file).unwrap();
        let mut names = Vec::new();
        let mut lines = text.lines();
        while let Some(line) = lines.next() {
            if line.starts_with("#[check") {
                let function = lines.next().unwrap().trim_start_matches("async ");
                let name = function.strip_prefix("fn ").unwrap();
                names.push(name.split('(').next().unwrap().to_owned());
            }
        }
        names
    };
    let folder = run_folder("everything");
    let file = folder.path().join("run.json");
    let mut value: Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
    let planned: Vec<Value> = names
        .iter()
        .map(|name| json!({ "name": name, "points": 1, "hidden": false }))
        .collect();
    value["exercises"] = json!([{
        "id": "ch01/overlap", "title": "A page", "page": "ch01/order.md", "points": names.len(),
        "reveal": "everything", "checks": planned,
    }]);
    value["students"] = students.iter().map(|(name, ..)| json!(name)).collect();
    fs::write(&file, value.to_string()).unwrap();
    for (student, failing, message) in students {
        let checks: Vec<Value> = names
            .iter()
            .enumerate()
            .map(|(at, name)| {
                let failed = failing.contains(&at);
                json!({
                    "check": name, "status": if failed { "failed" } else { "passed" },
                    "points": u32::from(!failed), "max": 1, "message": if failed { message } else { &"" },
                })
            })
            .collect();
        let result = json!({
            "format": 1, "student": student, "key": "k", "submission": null, "sandbox": "none", "earned": 1,
            "max": names.len(), "score": 1.0, "tries": 1,
            "exercises": [{
                "id": "ch01/overlap", "status": "partial", "points": 1, "max": names.len(), "file": "overlap.rs",
                "checks": checks,
            }],
        });
        let file = folder.path().join(format!("students/{student}.json"));
        fs::write(file, result.to_string()).unwrap();
    }
    folder
}

/// What an entry of the catalogue of ch01/overlap says, if it fits on a line.
fn belief(entry: &str) -> String {
    let file = root().join("solutions/ch01/wrong/overlap.md");
    let text = fs::read_to_string(file).unwrap().replace("\r\n", "\n");
    let (_, rest) = text.split_once(&format!("\n## {entry}\n\n> ")).unwrap();
    rest.lines().next().unwrap().to_owned()
}

#[test]
fn a_failing_answer_is_matched_with_the_belief_that_fails_so() {
    let others = "orders were asked for after the other had replied";
    let folder = of_overlap(&[
        // As the catalogue's program fails.
        ("ann", &[5], "orders were asked for 41 instead of 42"),
        (
            "ben",
            &[4],
            "friends were asked before the page was awaited",
        ),
        (
            "cem",
            &[4],
            "friends were asked before\nthe page was awaited",
        ),
        // The same checks, but other words; the same words, but other checks.
        ("dan", &[5], "something else"),
        ("eve", &[0, 1, 2, 3, 4, 5], others),
    ]);
    let html = report(folder.path(), &["--book", "https://book.example/"]);
    harmless(&html);
    let start = html.find("What the class likely believes").unwrap();
    let end = html.find("Who may need help").unwrap();
    let likely = &html[start..end];
    for said in [
        "likely and not certain",
        // Two beliefs lead to that failure: both are named, in one row for both students.
        "<td class=\"number\">2</td><td>ch01/overlap</td>",
        &belief("spawned_by_the_call"),
        &belief("everything_by_the_call"),
        "<td>ben, cem</td>",
        &belief("numbered_from_zero"),
        "<a href=\"https://book.example/ch01/async-and-await.html#what-async-fn-does\">ch01/async-and-await#what-async-fn-does</a>",
    ] {
        assert!(likely.contains(said), "{said}\n{likely}");
    }
    for student in ["dan", "eve"] {
        let cell = format!("<td>{student}</td>");
        assert!(!likely.contains(&cell), "{student}\n{likely}");
    }
}

#[test]
fn a_student_reads_what_is_revealed_and_nothing_about_others() {
    let folder = run_folder("everything");
    let html = report(folder.path(), &["--student", "=alice"]);
    harmless(&html);
    for said in [
        "3 of 12 points",
        "wrong with 3: &lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; ]]&gt;",
        "<td>hidden check 1</td>",
        "not handed in: no answer to ch01/threads was handed in",
    ] {
        assert!(html.contains(said), "{said}\n{html}");
    }
    for of_others in ["Bob", "bob", "likely", "process"] {
        assert!(!html.contains(of_others), "{of_others}");
    }
    let html = report(run_folder("name").path(), &["--student", "=alice"]);
    assert!(!html.contains("wrong with"), "{html}");
    let html = report(folder.path(), &["--student", "carol"]);
    assert!(html.contains("not graded yet"), "{html}");
    let ran = run(
        &root(),
        &[
            "report",
            folder.path().to_str().unwrap(),
            "--out",
            "x",
            "--student",
            "zed",
        ],
    );
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.err
            .contains("Students of this run: =alice, bob, carol, dave"),
        "{}",
        ran.err
    );
}
