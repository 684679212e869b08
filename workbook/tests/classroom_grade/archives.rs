//! Submissions as they come: repositories, links, odd names.

use std::path::Path;
use std::process::Command;

use crate::fixtures::text;
use crate::{BOTH, Class, DOUBLE, OVERFLOWS};

fn git(folder: &Path, args: &[&str]) -> String {
    let output = Command::new("git")
        .args(["-c", "user.name=A", "-c", "user.email=a@example.org"])
        .args(args)
        .current_dir(folder)
        .output()
        .unwrap();
    assert!(output.status.success(), "{args:?}: {output:?}");
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

#[test]
fn of_a_repository_one_commit_counts() {
    let class = Class::new();
    let folder = class.submission("ann");
    let commit = |answer: &str| {
        class.folder("ann", &[("double", answer)]);
        git(&folder, &["add", "."]);
        git(&folder, &["commit", "--quiet", "-m", "more"]);
        git(&folder, &["rev-parse", "HEAD"])
    };
    std::fs::create_dir(&folder).unwrap();
    git(&folder, &["init", "--quiet"]);
    let first = commit(DOUBLE);
    let second = commit(OVERFLOWS);
    // What is not committed was not handed in.
    class.folder("ann", &[("both", BOTH)]);
    let bare = class.submission("bob.git");
    git(
        &folder,
        &["clone", "--quiet", "--bare", ".", bare.to_str().unwrap()],
    );
    let named = class.submission(&format!("carol@{}", &first[..12]));
    git(&folder, &["clone", "--quiet", ".", named.to_str().unwrap()]);

    class.graded(&[]);
    for (name, words, commit) in [
        ("ann", "not_handed_in partial", &second),
        ("bob", "not_handed_in partial", &second),
        ("carol", "not_handed_in passed", &first),
    ] {
        assert_eq!(class.words(name), words, "{name}");
        assert_eq!(text(&class.student(name)["submission"], "commit"), commit);
    }
    class.workbook.write(
        "roster.csv",
        format!(
            "student,commit\nann,{first}\nbob,{}\ncarol,\n",
            "1".repeat(40)
        ),
    );
    class.graded(&["--roster", "roster.csv"]);
    assert_eq!(class.words("ann"), "not_handed_in passed");
    assert_eq!(class.words("bob"), "not_handed_in not_handed_in");
    let flags = &class.student("bob")["flags"];
    assert!(
        flags[0]
            .as_str()
            .unwrap()
            .contains("could not be read: commit 1111"),
        "{flags}"
    );
}

#[cfg(unix)]
#[test]
fn links_and_names_lead_nowhere() {
    use std::os::unix::fs::symlink;

    let class = Class::new();
    class.folder("ann", &[("double", DOUBLE)]);
    // The neighbour's answer, the reference, and everything at once.
    for (name, to) in [("link", "both.rs"), ("way", "src")] {
        class.folder(name, &[("shared", "")]);
        let source = class.submission(&format!("{name}/exercises/ch01/src"));
        match to {
            "src" => {
                std::fs::remove_dir_all(&source).unwrap();
                symlink(class.workbook.path("solutions/ch01/src"), &source).unwrap();
            }
            _ => symlink(
                class.workbook.path("solutions/ch01/src/both.rs"),
                source.join(to),
            )
            .unwrap(),
        }
    }
    symlink(class.submission("ann"), class.submission("all")).unwrap();
    class.folder("..dots", &[("double", DOUBLE)]);
    class.folder("Zoë @=1", &[("double", DOUBLE)]);
    let ran = class.graded(&[]);
    assert!(ran.err.contains("left out: all is a link"), "{}", ran.err);
    for name in ["link", "way"] {
        assert_eq!(class.words(name), "not_handed_in not_handed_in");
        let flags = &class.student(name)["flags"];
        assert!(flags[0].as_str().unwrap().contains("is a link"), "{flags}");
    }
    assert_eq!(class.words("Zo%C3%AB%20@%3D1"), "not_handed_in passed");
}

#[test]
fn answers_are_found_without_their_chapters_folder_and_told_where_they_are_not() {
    let class = Class::new();
    let put = |name: &str, text: &str| {
        class.workbook.write(&format!("subs/{name}"), text);
    };
    put("source/src/double.rs", DOUBLE);
    put("source/Cargo.toml", "");
    put("files/double.rs", DOUBLE);
    put("files/notes.txt", "");
    put("around/hand-in/double.rs", DOUBLE);
    put("astray/a/b/c/double.rs", DOUBLE);
    // What a whole workbook has under the same name is no answer.
    put("checks/exercises/ch01/tests/checks/double.rs", DOUBLE);
    class.graded(&[]);
    for name in ["source", "files", "around"] {
        assert_eq!(class.words(name), "not_handed_in passed", "{name}");
    }
    for name in ["astray", "checks"] {
        assert_eq!(class.words(name), "not_handed_in not_handed_in", "{name}");
    }
    let flag = class.student("astray")["flags"][0].clone();
    assert!(
        text(&serde_json::json!({ "flag": flag }), "flag").starts_with(
            "`a/b/c/double.rs` was not graded: the answer to ch01/double is expected in"
        ),
        "{flag}"
    );
    assert_eq!(class.student("checks")["flags"], serde_json::json!([]));
    let row = class.csv("out");
    let row = row.iter().find(|line| line.starts_with("astray,")).unwrap();
    assert!(row.contains("no answer found in it"), "{row}");
}
