//! A class from submissions to a gradebook.

use std::fs;

use crate::fixtures::text;
use crate::{BOTH, Class, DOUBLE, ONE_BY_ONE, OVERFLOWS, timeless};

#[test]
fn a_class_gets_a_grade_each_with_the_reason_for_each_lost_point() {
    let class = Class::new();
    class
        .folder("alice", &[("both", BOTH), ("double", DOUBLE)])
        .zip("bob.zip", &[("both", ONE_BY_ONE), ("double", OVERFLOWS)])
        .tar_gz("carol.tar.gz", &[("double", "pub async fn double(")])
        .folder("dave", &[("double", "pub async fn double(_: u32) -> u32 { std::process::exit(0) }\n")])
        .workbook
        .write("subs/erin.zip", "no zip file at all, but a text of some length")
        .write("subs/notes.txt", "of the instructor")
        .write(
            "roster.csv",
            "id,name,email,section\nalice,Alice A.,a@example.org,1\nbob,=2+3,,1\ncarol,,,2\ndave,,,2\n\
             erin,,,2\nfrank,Frank F.,,1\n",
        );
    let ran = class.graded(&["--roster", "roster.csv"]);
    assert!(
        ran.err.contains("left out: notes.txt is no folder"),
        "{}",
        ran.err
    );
    assert!(ran.err.contains("[6/6]"), "{}", ran.err);
    assert!(
        ran.out.contains("6 students graded, 0 kept, 0 not graded"),
        "{}",
        ran.out
    );

    for (key, words) in [
        ("alice", "passed passed"),
        ("bob", "partial partial"),
        ("carol", "not_handed_in did_not_compile"),
        ("dave", "not_handed_in did_not_finish"),
        ("erin", "not_handed_in not_handed_in"),
        ("frank", "not_handed_in not_handed_in"),
    ] {
        assert_eq!(class.words(key), words, "{key}");
    }
    let alice = class.student("alice");
    assert_eq!((&alice["earned"], &alice["max"]), (&15.into(), &15.into()));
    let run = class.json("out/run.json");
    assert_eq!(alice["sandbox"], run["sandbox"]);
    assert_eq!(
        text(&run, "sandbox") == "none",
        ran.err.contains("without a sandbox"),
        "{}",
        ran.err
    );
    assert_eq!(text(&alice["roster"], "section"), "1");
    let kept = text(&alice["exercises"][0], "kept");
    assert_eq!(kept, "answers/alice/ch01/both.rs");
    assert_eq!(
        fs::read_to_string(class.workbook.path("out").join(kept)).unwrap(),
        BOTH
    );
    let erin = class.student("erin");
    assert!(
        erin["flags"][0]
            .as_str()
            .unwrap()
            .contains("erin.zip could not be read"),
        "{erin}"
    );
    assert!(class.student("frank")["submission"].is_null());

    let csv = class.csv("out");
    assert_eq!(csv[1], "alice,Alice A.,a@example.org,15,15,15,0,0,0,,10,5");
    assert_eq!(csv[2], "bob,'=2+3,,8,8,15,0,0,0,,5,3");
    assert_eq!(csv[6], "frank,Frank F.,,0,0,15,,,0,not handed in,0,0");
    assert!(text(&run, "toolchain").starts_with("rustc 1."));
    assert_eq!(run["students"].as_array().unwrap().len(), 6);

    // What bob sees at home is what the grade says.
    class
        .workbook
        .write("exercises/ch01/src/both.rs", ONE_BY_ONE);
    class
        .workbook
        .write("exercises/ch01/src/double.rs", OVERFLOWS);
    let bob = class.student("bob");
    let home = class.workbook.verdicts(&[]);
    let here: Vec<_> = bob["exercises"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|exercise| exercise["checks"].as_array().unwrap())
        .collect();
    assert_eq!(here.len(), home.len());
    for check in here {
        let same = home
            .iter()
            .find(|one| one["check"] == check["check"])
            .unwrap();
        for field in ["status", "message", "at", "timeline", "printed"] {
            assert_eq!(same[field], check[field], "{field}");
        }
        assert_eq!(same["earned"], check["points"]);
    }

    // Nothing has changed, so nothing is judged, and nothing is written.
    let before = timeless(&class.workbook.path("out"));
    let ran = class.graded(&["--roster", "roster.csv"]);
    assert!(ran.out.contains("0 students graded, 6 kept"), "{}", ran.out);
    assert_eq!(timeless(&class.workbook.path("out")), before);
}

#[test]
fn parts_that_are_put_together_equal_one_run() {
    let class = Class::new();
    for name in ["a", "b", "c"] {
        class.folder(name, &[("double", DOUBLE)]);
    }
    class.folder("d", &[("double", OVERFLOWS)]);
    class.graded(&[]);
    for (part, folder) in [("1/2", "one"), ("2/2", "two")] {
        let ran = class.grade_into(folder, &["--shard", part]);
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        assert!(ran.out.contains("2 students graded"), "{}", ran.out);
    }
    let ran = class.workbook.run(&["merge", "one", "--out", "half"]);
    assert_eq!(ran.code, Some(1));
    assert!(
        ran.err
            .contains("2 students without a result in any part: b, d"),
        "{}",
        ran.err
    );
    assert!(class.csv("half")[2].contains("not graded yet"));

    let ran = class
        .workbook
        .run(&["merge", "two", "one", "--out", "whole"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert_eq!(
        timeless(&class.workbook.path("whole")),
        timeless(&class.workbook.path("out"))
    );

    // Parts of different assignments are none.
    class
        .workbook
        .write("a.toml", "exercise = [{ id = \"ch01/double\" }]\n");
    let ran = class.grade_into("three", &["--shard", "2/2", "--assignment", "a.toml"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let ran = class
        .workbook
        .run(&["merge", "one", "three", "--out", "mixed"]);
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.err
            .contains("not parts of one run: the assignment differs"),
        "{}",
        ran.err
    );
    let ran = class.workbook.run(&["merge", "subs", "--out", "mixed"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("holds no run.json"), "{}", ran.err);
}

#[test]
fn what_is_not_allowed_earns_nothing_and_what_is_odd_is_flagged() {
    let class = Class::new();
    class
        .folder(
            "ann",
            &[(
                "double",
                &format!("{DOUBLE}pub fn none() {{ unsafe {{}} }}\n"),
            )],
        )
        .folder(
            "bob",
            &[(
                "double",
                &format!("{DOUBLE}pub fn read() {{ drop(std::fs::read(\"x\")); }}\n"),
            )],
        );
    class.graded(&[]);
    let of = |name| class.student(name)["exercises"][1].clone();
    let (ann, bob) = (of("ann"), of("bob"));
    assert_eq!(
        (text(&ann, "status"), &ann["points"]),
        ("did_not_compile", &0.into())
    );
    let message = text(&ann["checks"][0], "message");
    assert!(
        message.contains("not allowed here: `unsafe` (line"),
        "{message}"
    );
    assert!(
        ann["flags"][0].as_str().unwrap().contains("`unsafe`"),
        "{ann}"
    );
    assert_eq!(
        (text(&bob, "status"), &bob["points"]),
        ("passed", &5.into())
    );
    assert!(bob["flags"][0].as_str().unwrap().contains("`fs`"), "{bob}");
    assert!(
        class.csv("out")[2].starts_with("bob,,,5,5,15,0,0,1,"),
        "{:?}",
        class.csv("out")
    );
}
