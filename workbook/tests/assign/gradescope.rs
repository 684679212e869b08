//! `gradescope`: the zip, laid out and run as Gradescope does it.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::tree::{Ran, TOOL, root, run};

const ASSIGNMENT: &str = "title = \"Threads\"\ndeadline = \"2026-10-01T12:00:00Z\"\n\n[late]\n\
     policy = \"percent_per_day\"\npercent = 10\n\n[[exercise]]\nid = \"ch01/threads\"\n";

const HIDDEN: &str = "#[check]\nfn no_question_gets_no_answer() {\n    assert!(ask_all(Vec::new()).is_empty());\n}\n";

/// Gradescope's folder `/autograder`, in another place.
struct Autograder {
    folder: TempDir,
}

impl Autograder {
    /// Uploads a zip.
    fn new(words: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
        fs::write(path("assignment.toml"), ASSIGNMENT).unwrap();
        let (assignment, zip) = (path("assignment.toml"), path("autograder.zip"));
        let fixed = ["gradescope", "--assignment", &assignment, "--out", &zip];
        let ran = run(&root(), &[&fixed, words].concat());
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        assert!(ran.out.contains("1 exercise and 10 points"), "{}", ran.out);
        for name in ["source", "submission", "results"] {
            fs::create_dir(path(name)).unwrap();
        }
        let mut zip = zip::ZipArchive::new(fs::File::open(&zip).unwrap()).unwrap();
        zip.extract(path("source")).unwrap();
        Self { folder }
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    /// Runs `run_autograder` on an answer that was handed in at `created`.
    fn grade(&self, answer: &[u8], created: &str) -> Ran {
        fs::write(self.path("submission/threads.rs"), answer).unwrap();
        // As the documentation shows it, cut down. A name may hold anything.
        let metadata = json!({
            "id": 123456,
            "created_at": created,
            "assignment": { "due_date": "2026-10-01T12:00:00Z", "title": "Threads", "total_points": "10.0" },
            "users": [{ "id": 7, "name": "\"created_at\": \"2020-01-01T00:00:00Z\"", "email": "a@example.org" }],
            "previous_submissions": [],
        });
        fs::write(
            self.path("submission_metadata.json"),
            serde_json::to_string_pretty(&metadata).unwrap(),
        )
        .unwrap();
        let output = Command::new(self.path("source/run_autograder"))
            .env("AUTOGRADER", self.folder.path())
            .env("WORKBOOK", TOOL)
            .env("NO_COLOR", "1")
            .env(
                "CARGO_TARGET_DIR",
                Path::new(env!("CARGO_TARGET_TMPDIR")).join("assign"),
            )
            .output()
            .unwrap();
        Ran {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    fn results(&self) -> Value {
        let bytes = fs::read(self.path("results/results.json")).unwrap();
        serde_json::from_slice(&bytes).unwrap()
    }
}

/// Needs a sandbox: the autograder refuses to run without one.
fn has_sandbox() -> bool {
    let holds = run(&root(), &["sandbox"]).code == Some(0);
    assert!(
        holds || std::env::var_os("WORKBOOK_REQUIRE_SANDBOX").is_none(),
        "no sandbox holds on this machine"
    );
    holds
}

#[test]
fn what_is_uploaded_grades_what_is_handed_in() {
    if !has_sandbox() {
        return;
    }
    let hidden = tempfile::tempdir().unwrap();
    fs::create_dir(hidden.path().join("ch01")).unwrap();
    fs::write(hidden.path().join("ch01/threads.rs"), HIDDEN).unwrap();
    let autograder = Autograder::new(&["--hidden", hidden.path().to_str().unwrap()]);
    let right = fs::read(root().join("solutions/ch01/src/threads.rs")).unwrap();
    let ran = autograder.grade(&right, "2026-10-01T11:00:00.365935-00:00");
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let results = autograder.results();
    assert_eq!(results["score"], json!(10.0), "{results:#}");
    let tests = results["tests"].as_array().unwrap();
    assert!(tests.iter().all(|test| test["status"] == "passed"));
    let of_hidden: Vec<&Value> = tests
        .iter()
        .filter(|test| test["visibility"] == "hidden")
        .collect();
    assert_eq!(of_hidden.len(), 1);

    // The stub, which has no answer.
    let stub = fs::read(autograder.path("source/workbook/exercises/ch01/src/threads.rs")).unwrap();
    let ran = autograder.grade(&stub, "2026-10-01T11:00:00Z");
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let results = autograder.results();
    assert_eq!(results["score"], json!(0.0), "{results:#}");
    assert!(
        results["tests"][0]["output"]
            .as_str()
            .unwrap()
            .contains("not yet implemented"),
        "{results:#}"
    );

    // A day late, by Gradescope's time.
    let ran = autograder.grade(&right, "2026-10-02T11:00:00Z");
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert_eq!(autograder.results()["score"], json!(9.0));

    // Without a time there is no grade, and no earlier one stays.
    let ran = autograder.grade(&right, "soon");
    assert_ne!(ran.code, Some(0));
    assert!(!autograder.path("results/results.json").exists());
}

#[test]
fn the_same_assignment_gives_the_same_zip_without_solutions() {
    let one = Autograder::new(&[]);
    let other = Autograder::new(&[]);
    let zip = |autograder: &Autograder| fs::read(autograder.path("autograder.zip")).unwrap();
    assert!(zip(&one) == zip(&other));
    let source = one.path("source");
    assert!(!source.join("workbook/solutions").exists());
    assert!(
        source
            .join("workbook/workbook/src/classroom/gradescope/run_autograder")
            .is_file()
    );
    let setup = fs::read_to_string(source.join("setup.sh")).unwrap();
    assert!(
        setup.contains("--default-toolchain 1.") || setup.contains("--default-toolchain nightly")
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        for script in ["setup.sh", "run_autograder"] {
            let mode = source.join(script).metadata().unwrap().permissions().mode();
            assert_eq!(mode & 0o111, 0o111, "{script}");
        }
    }
    // What is there is not overwritten.
    let out = one.path("autograder.zip");
    let words = ["gradescope", "--out", out.to_str().unwrap()];
    let ran = run(&root(), &words);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("is there already"), "{}", ran.err);
}
