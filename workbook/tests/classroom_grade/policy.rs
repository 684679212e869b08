//! Points, deadlines, hidden checks, several submissions.

use crate::fixtures::text;
use crate::{Class, DOUBLE, OVERFLOWS};

#[test]
fn lateness_counts_from_the_time_of_collection_by_the_assignments_policy() {
    let class = Class::new();
    for name in ["early", "late", "gone", "extended", "unknown"] {
        class.folder(name, &[("double", DOUBLE)]);
    }
    class
        .workbook
        .write(
            "a.toml",
            "title = \"One\"\ndeadline = \"2026-10-01T12:00:00Z\"\n\
             late = { policy = \"percent_per_day\", percent = 15, days = 3 }\n\
             [[exercise]]\nid = \"ch01/double\"\npoints = 20\nreveal = \"name\"\n",
        )
        .write(
            "roster.csv",
            "student,collected_at,deadline\nearly,2026-10-01T11:00:00Z,\nlate,2026-10-03T11:00:00Z,\n\
             gone,2026-10-05T11:00:00Z,\nextended,2026-10-03T11:00:00Z,2026-10-04T12:00:00Z\nunknown,,\n",
        );
    class.graded(&["--roster", "roster.csv", "--assignment", "a.toml"]);
    for (name, days, percent, score) in [
        ("early", 0, 0, 20.0),
        ("late", 2, 30, 14.0),
        ("gone", 4, 100, 0.0),
        ("extended", 0, 0, 20.0),
        ("unknown", 0, 0, 20.0),
    ] {
        let student = class.student(name);
        assert_eq!(student["earned"], 20, "{name}");
        assert_eq!(student["submission"]["days_late"], days, "{name}");
        assert_eq!(student["submission"]["percent_off"], percent, "{name}");
        assert_eq!(student["score"], score, "{name}");
        assert_eq!(student["exercises"].as_array().unwrap().len(), 1);
    }
    let flags = &class.student("unknown")["flags"];
    assert!(
        flags[0].as_str().unwrap().contains("is not known"),
        "{flags}"
    );
    let run = class.json("out/run.json");
    assert_eq!(text(&run["exercises"][0], "reveal"), "name");

    // Another policy needs no judging, and gives another grade; the old one is kept.
    class.workbook.edit("a.toml", "percent = 15", "percent = 5");
    let before = class.student("late");
    class.graded(&["--roster", "roster.csv", "--assignment", "a.toml"]);
    let after = class.student("late");
    assert_eq!(after["score"], 18.0);
    let seconds =
        |student: &serde_json::Value| student["exercises"][0]["checks"][0]["seconds"].clone();
    assert_eq!(seconds(&before), seconds(&after), "it was judged again");
    assert_eq!(class.json("out/students/late.1.json"), before);

    let ran = class.grade(&["--assignment", "a.toml", "--collected-at", "yesterday"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("with its zone"), "{}", ran.err);
}

#[test]
fn of_several_submissions_the_latest_or_the_best_counts() {
    let class = Class::new();
    class
        .folder("ann/first", &[("double", DOUBLE)])
        .folder("ann/second", &[("double", OVERFLOWS)])
        .zip("bob.zip", &[("double", DOUBLE)])
        .tar_gz("bob.tar.gz", &[("double", OVERFLOWS)]);
    class
        .workbook
        .write("latest.toml", "exercise = [{ id = \"ch01/double\" }]\n")
        .write(
            "best.toml",
            "which = \"best\"\nexercise = [{ id = \"ch01/double\" }]\n",
        )
        .write(
            "roster.csv",
            "student,submission,collected_at\nann,,\nbob,bob.zip,2026-10-01T12:00:00Z\n\
             bob,bob.tar.gz,2026-10-02T12:00:00Z\n",
        );
    let words = |assignment| {
        class.graded(&["--roster", "roster.csv", "--assignment", assignment]);
        ["ann", "bob"].map(|name| {
            let student = class.student(name);
            assert_eq!(student["submission"]["of"], 2);
            format!(
                "{} {}",
                text(&student["submission"], "from"),
                student["earned"]
            )
        })
    };
    assert_eq!(words("latest.toml"), ["ann/second 3", "bob.tar.gz 3"]);
    let flags = &class.student("ann")["flags"];
    assert!(
        flags[0]
            .as_str()
            .unwrap()
            .contains("which of 2 submissions"),
        "{flags}"
    );
    assert_eq!(words("best.toml"), ["ann/first 5", "bob.zip 5"]);
    let ran = class.graded(&["--roster", "roster.csv", "--assignment", "best.toml"]);
    assert!(ran.out.contains("2 kept"), "{}", ran.out);
}

#[test]
fn hidden_checks_count_and_no_answer_sees_them() {
    let class = Class::new();
    class.folder("ann", &[("double", DOUBLE)]).folder(
        "bob",
        &[(
            "double",
            "pub async fn double(n: u32) -> u32 {\n    match n { 3 => 6, _ => n }\n}\n",
        )],
    );
    class.workbook.write(
        "secret/ch01/double.rs",
        "#[check]\nasync fn four_doubled_is_eight() {\n    ::core::assert!(double(4).await == 8u32, \"twice four\");\n}\n",
    );
    class.graded(&["--hidden", "secret", "--only", "double"]);
    let run = class.json("out/run.json");
    let checks = run["exercises"][1]["checks"].as_array().unwrap();
    assert_eq!(text(&checks[2], "name"), "hidden::four_doubled_is_eight");
    assert_eq!(checks[2]["hidden"], true);
    let points: Vec<_> = checks
        .iter()
        .map(|check| check["points"].as_u64().unwrap())
        .collect();
    assert_eq!(points, [2, 2, 1]);
    let of = |name| {
        let checks = class.student(name)["exercises"][1]["checks"].clone();
        checks
            .as_array()
            .unwrap()
            .iter()
            .map(|c| text(c, "status").to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(of("ann"), ["passed", "passed", "passed"]);
    assert_eq!(of("bob"), ["passed", "passed", "failed"]);
    // The rest of the assignment was left out, so that there is no grade yet.
    let ann = class.student("ann");
    assert!(
        text(&ann, "not_graded").contains("--only left out ch01/both"),
        "{ann}"
    );

    class.workbook.write("secret/ch01/dubble.rs", "");
    let ran = class.grade(&["--hidden", "secret"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("belongs to no exercise"), "{}", ran.err);
}
