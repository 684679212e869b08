//! `export`: each format against an example made by hand from its documentation.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::graded::run_folder;
use crate::tree::{Ran, root, run};

struct Exported {
    folder: TempDir,
    ran: Ran,
}

impl Exported {
    /// Exports the run in `from` with these words. Carol and Dave have no grade, so the exit status is 1.
    #[track_caller]
    fn of(from: &TempDir, words: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("out");
        let place = [
            from.path().to_str().unwrap(),
            "--out",
            out.to_str().unwrap(),
        ];
        let ran = run(
            &root(),
            &[&["export"], &place[..], &["--format"], words].concat(),
        );
        assert_eq!(ran.code, Some(1), "{}", ran.err);
        for said in [
            "dave has no result yet",
            "carol is not graded: the disk is full",
        ] {
            assert!(ran.err.contains(said), "{}", ran.err);
        }
        Self { folder, ran }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join("out").join(name)
    }

    fn text(&self, name: &str) -> String {
        let file = if name.is_empty() {
            self.folder.path().join("out")
        } else {
            self.path(name)
        };
        fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
    }

    fn json(&self, name: &str) -> Value {
        serde_json::from_str(&self.text(name)).unwrap()
    }
}

/// The keys of an object, sorted.
fn keys(value: &Value) -> Vec<&str> {
    let mut keys: Vec<&str> = value
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    keys.sort_unstable();
    keys
}

#[test]
fn gradescope_gets_a_file_a_student_and_hides_hidden_checks() {
    let exported = Exported::of(&run_folder("everything"), &["gradescope"]);
    let value = exported.json("%3Dalice/results.json");
    assert_eq!(value["score"], json!(3.0));
    assert_eq!(value["visibility"], "visible");
    let tests = value["tests"].as_array().unwrap();
    assert_eq!(tests.len(), 4);
    let first = &tests[0];
    assert_eq!(
        keys(first),
        [
            "extra_data",
            "max_score",
            "name",
            "name_format",
            "number",
            "output",
            "output_format",
            "score",
            "status",
            "tags",
            "visibility"
        ]
    );
    assert_eq!(
        first["name"],
        "A page from three services: orders and friends are in flight at once"
    );
    assert_eq!(
        (&first["score"], &first["max_score"]),
        (&json!(0), &json!(4))
    );
    assert_eq!(
        (&first["status"], &first["number"]),
        (&json!("failed"), &json!("1.1"))
    );
    assert_eq!(first["output_format"], "text");
    let output = first["output"].as_str().unwrap();
    for said in [
        "failed: right with 1 friend, wrong with 3",
        "a ▌▌  polled",
        "It printed:\n=1+1",
    ] {
        assert!(output.contains(said), "{output}");
    }
    assert!(
        !output.contains(['\u{1b}', '\u{202e}', '\u{0}']),
        "{output:?}"
    );
    assert_eq!(tests[1]["status"], "passed");
    assert_eq!(tests[2]["visibility"], "hidden");
    assert_eq!(
        tests[3]["output"],
        "not handed in: no answer to ch01/threads was handed in"
    );
    let output = value["output"].as_str().unwrap();
    assert!(
        output.contains("A page from three services (ch01/overlap): partly passed, 3 of 10 points")
    );
    // Who has no grade gets no file, and so no zero.
    assert!(!exported.path("carol").exists() && !exported.path("dave").exists());
    // The compiler is quoted once.
    let bob = exported.json("bob/results.json");
    assert_eq!(
        bob["tests"][1]["output"].as_str().unwrap().lines().next(),
        Some("did not compile: as above")
    );
}

#[test]
fn classroom50_gets_what_its_schema_demands() {
    let exported = Exported::of(
        &run_folder("everything"),
        &["classroom50", "--classroom", "cs50"],
    );
    let value = exported.json("bob/result.json");
    assert_eq!(
        keys(&value),
        [
            "assignment",
            "assignment_type",
            "classroom",
            "commit",
            "datetime",
            "graded_at",
            "max-score",
            "owner",
            "release",
            "review",
            "schema",
            "score",
            "submission",
            "tests",
        ]
    );
    assert_eq!(value["schema"], "classroom50/result/v1");
    assert_eq!(
        (&value["classroom"], &value["assignment"]),
        (&json!("cs50"), &json!("week-1"))
    );
    assert_eq!(value["datetime"], "2026-10-01T21:00:00Z");
    assert_eq!(value["graded_at"], "2026-10-02T08:00:00Z");
    assert_eq!(value["submission"], "submit/2026-10-01T21-00-00Z-d1g35t");
    assert!(value["score"].is_u64() && value["max-score"].is_u64());
    for test in value["tests"].as_array().unwrap() {
        assert!(
            test["passed"].is_boolean() && test["score"].is_u64() && test["max-score"].is_u64()
        );
        assert!(test["score"].as_u64() <= test["max-score"].as_u64());
        assert!(!test["test-name"].as_str().unwrap().is_empty());
    }
    assert_eq!(
        value["tests"][2]["test-name"],
        "ch01/overlap: hidden check 1"
    );
    assert_eq!(value["tests"][2]["output"], "");
}

#[test]
fn prairielearn_gets_a_share_between_nothing_and_all() {
    let exported = Exported::of(&run_folder("everything"), &["prairielearn"]);
    let value = exported.json("%3Dalice/results.json");
    assert_eq!(
        keys(&value),
        ["gradable", "images", "message", "output", "score", "tests"]
    );
    assert_eq!(
        (&value["gradable"], &value["score"]),
        (&json!(true), &json!(0.25))
    );
    let test = &value["tests"][0];
    assert_eq!(
        keys(test),
        [
            "description",
            "max_points",
            "message",
            "name",
            "output",
            "points"
        ]
    );
    assert_eq!(
        (&test["points"], &test["max_points"]),
        (&json!(0), &json!(4))
    );
    assert_eq!(test["output"], "=1+1");
}

#[test]
fn exercism_gets_a_file_an_exercise_with_a_status() {
    let exported = Exported::of(&run_folder("everything"), &["exercism"]);
    let value = exported.json("%3Dalice/ch01-overlap/results.json");
    assert_eq!(keys(&value), ["message", "status", "tests", "version"]);
    assert_eq!(
        (&value["version"], &value["status"]),
        (&json!(3), &json!("fail"))
    );
    assert_eq!(
        keys(&value["tests"][0]),
        ["message", "name", "output", "status"]
    );
    assert_eq!(value["tests"][0]["status"], "fail");
    assert_eq!(
        value["tests"][1],
        json!({
            "name": "it starts no thread", "status": "pass", "message": null, "output": null,
        })
    );
    // What cannot run at all is an error, with a message.
    let value = exported.json("bob/ch01-overlap/results.json");
    assert_eq!(
        (&value["status"], &value["tests"]),
        (&json!("error"), &json!([]))
    );
    assert!(value["message"].as_str().unwrap().contains("E0308"));
    let value = exported.json("%3Dalice/ch01-threads/results.json");
    assert_eq!(value["status"], "error");
    assert!(
        value["message"]
            .as_str()
            .unwrap()
            .contains("no answer to ch01/threads")
    );
}

#[test]
fn junit_is_xml_whatever_an_answer_says() {
    let from = run_folder("everything");
    let xml = Exported::of(&from, &["junit"]).text("");
    for line in [
        "<testsuites name=\"Week 1\">",
        "<testsuite name=\"=alice\" tests=\"4\" failures=\"3\" errors=\"0\" skipped=\"0\" time=\"1.000\">",
        "<testsuite name=\"bob\" tests=\"4\" failures=\"1\" errors=\"3\" skipped=\"0\" time=\"1.000\">",
        "<testcase classname=\"=alice.ch01.overlap\" name=\"it starts no thread\" time=\"0.250\"></testcase>",
        "wrong with 3: &lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; ]]&gt;",
        "<error message=\"did not compile: error[E0308]: mismatched types\" type=\"did_not_compile\">",
        "name=\"hidden check 1\"",
        "<system-out>=1+1</system-out>",
    ] {
        assert!(xml.contains(line), "{line}\n{xml}");
    }
    balanced(&xml);
    let xml = Exported::of(&from, &["junit", "--bare"]).text("");
    let root = xml.lines().nth(1).unwrap();
    assert!(
        root.starts_with("<testsuite name=\"Week 1\" tests=\"8\""),
        "{root}"
    );
    balanced(&xml);
}

/// Each element that begins ends in its turn, and no text holds what XML forbids.
#[track_caller]
fn balanced(xml: &str) {
    let tag = regex::Regex::new(r"<(/?)([\w-]+)((?:\s[\w-]+=\x22[^<\x22]*\x22)*)(/?)>").unwrap();
    let mut open = Vec::new();
    let mut end = xml.find("?>").unwrap() + 2;
    for found in tag.captures_iter(xml) {
        let whole = found.get(0).unwrap();
        let between = &xml[end..whole.start()];
        assert!(!between.contains(['<', '>']), "{between}");
        end = whole.end();
        match &found[1] {
            "/" => assert_eq!(open.pop().as_deref(), Some(&found[2])),
            _ => open.push(found[2].to_owned()),
        }
    }
    assert!(open.is_empty(), "{open:?}");
    assert!(
        !xml.chars().any(|c| c.is_control() && c != '\n'),
        "control characters"
    );
}

#[test]
fn our_own_table_and_json_hold_everybody() {
    let from = run_folder("name");
    let table = Exported::of(&from, &["csv"]).text("");
    assert_eq!(
        table,
        "student,name,email,score,max,days_late,flags,not_graded,ch01/overlap,ch01/threads\n\
         '=alice,Alice <b>,'=alice@example.org,3,12,0,1,,3,0\n\
         bob,Bob,bob@example.org,0,12,0,1,,0,0\n\
         carol,Carol,carol@example.org,,12,0,0,the disk is full,,\n\
         dave,,,,,,,no result yet,,\n"
    );
    // Ours is whole, whatever students may see.
    let value = Exported::of(&from, &["json"]).json("");
    assert_eq!(value["students"].as_array().unwrap().len(), 3);
    assert_eq!(value["missing"], json!(["dave"]));
    let check = &value["students"][0]["exercises"][0]["checks"][2];
    assert!(check["message"].as_str().unwrap().contains("wrong with 3"));
}

#[test]
fn an_instructor_decides_how_much_a_failure_reveals() {
    let told = |reveal: &str, words: &[&str]| {
        let exported = Exported::of(&run_folder(reveal), &[&["classroom50"], words].concat());
        let tests = exported.json("%3Dalice/result.json")["tests"].clone();
        let text = |nth: usize| tests[nth]["output"].as_str().unwrap().to_owned();
        (text(0), text(2))
    };
    let (first, hidden) = told("cause", &[]);
    assert_eq!(
        first,
        "failed: right with … friend, wrong with …: <script>alert(\"…\")</script> & ]]>\n\nA future does nothing until it is polled."
    );
    assert_eq!(hidden, "");
    assert_eq!(told("name", &["--open"]), (String::new(), String::new()));
    let (_, hidden) = told("everything", &["--open"]);
    assert!(hidden.contains("wrong with 3"), "{hidden}");
}

fn template(text: &str) -> (TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("template.csv");
    fs::write(&file, text).unwrap();
    let place = file.to_str().unwrap().to_owned();
    (folder, place)
}

#[test]
fn canvas_gets_its_own_file_back_with_one_column() {
    let (_folder, file) = template(
        "Student,ID,SIS User ID,SIS Login ID,Section,Week 0 (11),Week 1 (12),Final Score\n\
         \"    Points Possible\",,,,,10,12,(read only)\n\
         \"Bobson, Bob\",7,1-bob,bob,A,9,,75\n\
         \"Alison, Alice\",8,1-=alice,=alice,A,8,2,70\n\
         \"Carol\",9,1-carol,carol,A,8,5,70\n\
         \"Student, Test\",10,,,A,,,0\n",
    );
    let exported = Exported::of(&run_folder("everything"), &["canvas", "--template", &file]);
    assert_eq!(
        exported.text(""),
        "Student,ID,SIS User ID,SIS Login ID,Section,Week 1 (12)\n    Points Possible,,,,,12\n\
         \"Bobson, Bob\",7,1-bob,bob,A,0\n\"Alison, Alice\",8,1-=alice,=alice,A,3\n\
         Carol,9,1-carol,carol,A,5\n\"Student, Test\",10,,,A,\n"
    );
    assert!(
        exported
            .ran
            .err
            .contains("the row of Student, Test is left as it was")
    );
}

#[test]
fn moodle_gets_feedback_with_a_grade_and_never_without() {
    let (_folder, file) = template(
        "\u{feff}Identifiant,\"Nom complet\",Note,\"Maximum Grade\",Commentaires\n\
         \"Participant 1\",Bob,,\"12,00\",\n\
         \"Participant 2\",carol@example.org,7,\"12,00\",\"well done\"\n",
    );
    let words = [
        "moodle",
        "--template",
        &file,
        "--column",
        "Note",
        "--feedback",
        "Commentaires",
    ];
    let exported = Exported::of(&run_folder("everything"), &words);
    let text = exported.text("");
    assert!(text.starts_with("\u{feff}Identifiant,Nom complet,Note,Maximum Grade,Commentaires\n"));
    assert!(text.contains("\nParticipant 1,Bob,0,\"12,00\",\"A page from three services (ch01/overlap): did not compile, 0 of 10 points; "), "{text}");
    assert!(
        text.ends_with("\nParticipant 2,carol@example.org,7,\"12,00\",well done\n"),
        "{text}"
    );
    assert!(exported.ran.err.contains("=alice has a grade and no row"));
}

#[test]
fn a_template_that_does_not_fit_is_refused() {
    let from = run_folder("everything");
    let place = from.path().to_str().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out.csv");
    for (format, text, said) in [
        (
            "canvas",
            "Student,ID,Section\nBob,1,A\n",
            "no column for the assignment `Week 1`",
        ),
        (
            "canvas",
            "Student,ID,Week 1 (1)\nPoints Possible,,100\nBob,1,\n",
            "100 points are possible",
        ),
        ("canvas", "Student,Week 1,Week 1 (2)\n", "2 columns"),
        (
            "canvas",
            "Student,ID,Week 1 (1)\nBob,1,\nBob,2,\n",
            "two rows are those of bob",
        ),
        (
            "canvas",
            "Student,Login,Week 1 (1)\nBob,carol,\n",
            "names two students",
        ),
        (
            "moodle",
            "Name,Grade,Maximum Grade\nBob,,\"24,00\"\n",
            "24 points are possible",
        ),
        ("moodle", "Nom,Note\nBob,\n", "no column `Grade`"),
        ("moodle", "", "is empty"),
    ] {
        let (_folder, file) = template(text);
        let words = [
            "export",
            place,
            "--format",
            format,
            "--template",
            &file,
            "--out",
            out.to_str().unwrap(),
        ];
        let ran = run(&root(), &words);
        assert_eq!(ran.code, Some(2), "{text}: {}", ran.out);
        assert!(ran.err.contains(said), "{text}: {}", ran.err);
        assert!(!out.exists(), "{text}");
    }
    let ran = run(
        &root(),
        &[
            "export",
            place,
            "--format",
            "canvas",
            "--out",
            out.to_str().unwrap(),
        ],
    );
    assert!(ran.err.contains("--template"), "{}", ran.err);
    // Scaled, if asked to.
    let (_folder, file) = template("Student,ID,Week 1 (1)\nPoints Possible,,120\nx,=alice,\n");
    let exported = Exported::of(&from, &["canvas", "--scale", "--template", &file]);
    assert!(exported.text("").ends_with("x,=alice,30\n"));
}

#[test]
fn jplag_gets_a_folder_a_student_and_the_stubs() {
    let exported = Exported::of(&run_folder("everything"), &["jplag"]);
    assert_eq!(
        exported.text("submissions/%3Dalice/ch01/overlap.rs"),
        "// Alice's\n"
    );
    assert!(exported.text("base/ch01/overlap.rs").contains("todo!"));
}

#[test]
fn a_folder_that_holds_something_is_refused() {
    let from = run_folder("everything");
    let place = from.path().to_str().unwrap();
    let ran = run(
        &root(),
        &["export", place, "--format", "gradescope", "--out", place],
    );
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("is not an empty folder"), "{}", ran.err);
    let empty = tempfile::tempdir().unwrap();
    let empty: &Path = empty.path();
    let words = [
        "export",
        empty.to_str().unwrap(),
        "--format",
        "csv",
        "--out",
        "x",
    ];
    let ran = run(&root(), &words);
    assert!(ran.err.contains("holds no run.json"), "{}", ran.err);
}
