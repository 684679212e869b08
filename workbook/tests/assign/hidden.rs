//! The hidden check that the guide shows.

use std::fs;

use serde_json::Value;

use crate::tree::{root, run};

#[test]
fn the_hidden_check_of_the_guide_finds_what_the_visible_ones_do_not() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let right =
        fs::read_to_string(root().join("solutions/ch01/right/overlap/two_tasks.rs")).unwrap();
    let wrong = right.replacen(
        "    let visitor = visitor.await;",
        "    static ONE: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());\n    \
         let _one = ONE.lock().await;\n    let visitor = visitor.await;",
        1,
    );
    assert_ne!(right, wrong);
    for (name, text) in [("right", &right), ("one-at-a-time", &wrong)] {
        let source = path("class").join(name);
        fs::create_dir_all(&source).unwrap();
        fs::write(source.join("overlap.rs"), text).unwrap();
    }
    fs::write(
        path("assignment.toml"),
        "exercise = [{ id = \"ch01/overlap\" }]\n",
    )
    .unwrap();
    let name = |name: &str| path(name).to_str().unwrap().to_owned();
    let ran = run(
        &root(),
        &[
            "grade",
            &name("class"),
            "--out",
            &name("results"),
            "--assignment",
            &name("assignment.toml"),
            "--hidden",
            "chapters/teaching/hidden",
            "--unsafe-no-sandbox",
        ],
    );
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    for (student, wanted) in [("right", "passed"), ("one-at-a-time", "failed")] {
        let file = path("results/students").join(format!("{student}.json"));
        let result: Value = serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
        let checks = result["exercises"][0]["checks"].as_array().unwrap();
        let (hidden, visible): (Vec<_>, Vec<_>) =
            checks.iter().partition(|check| check["hidden"] == true);
        assert_eq!(hidden.len(), 1);
        assert_eq!(hidden[0]["status"], wanted, "{student}: {}", hidden[0]);
        for check in visible {
            assert_eq!(check["status"], "passed", "{student}: {check}");
        }
    }
}
