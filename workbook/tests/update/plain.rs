//! Without a common history: a downloaded copy, and a repository for students.

use std::fs;
use std::io::Write as _;

use crate::pair::{ANSWER, BOTH, CHECKS, DOUBLE, Project, STUBS, git};

const PAGE: &str = "chapters/ch01/order.md";

/// Packs what `project` has, as a zip file.
fn zip(project: &Project) -> Vec<u8> {
    let tree = git(&project.path(), &["ls-files"]);
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for name in tree.lines() {
        let options = zip::write::SimpleFileOptions::default();
        zip.start_file(format!("workbook-main/{name}"), options)
            .unwrap();
        zip.write_all(&fs::read(project.0.path(name)).unwrap())
            .unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn a_downloaded_copy_is_updated_from_a_folder() {
    let project = Project::new();
    let reader = project.downloaded();
    let err = reader.update(2, &[]);
    assert!(
        err.contains("is not a git clone, so there is nothing to fetch from."),
        "{err}"
    );
    reader
        .answer()
        .edit(PAGE, "\n", "\nMy note.\n")
        .write("notes.md", "mine\n");
    let page = reader.read(PAGE);
    project
        .new_exercise()
        .new_stub("twice {n}", "two times {n}")
        .0
        .edit(BOTH, "Two waits", "Both waits")
        .edit(STUBS, "Two waits", "Both waits")
        .edit(PAGE, "\n", "\nOne line more.\n");
    project.commit();
    let newer = project.downloaded();
    // The newer copy is one that its owner has worked with.
    newer
        .write(BOTH, "// another person's answer\n")
        .write(&format!("{DOUBLE}.kept-1"), "not ours\n")
        .write("target/debug/thing", "built\n")
        .write(".workbook/state.json", "{}");
    let named = newer.root();
    let named = named.to_str().unwrap();
    let dry = reader.update(1, &["--dry-run", named]);
    assert!(
        dry.contains("Nothing was changed.") && reader.read(PAGE) == page,
        "{dry}"
    );
    assert!(!reader.has(".workbook/before-update-1"));

    let out = reader.update(1, &[named]);
    for said in [
        "New exercises\n  ch01/triple  Three times as much\n",
        &*format!("  {DOUBLE}\n      your answer stays, and its stub has changed\n"),
        "\nReplaced by the new version's, since it is not known whether you had changed them:\n",
        &format!("{PAGE}, "),
    ] {
        assert!(out.contains(said), "{said:?} is not in:\n{out}");
    }
    assert_eq!(reader.read(DOUBLE), ANSWER);
    assert!(
        reader
            .read(&format!("{DOUBLE}.new-stub"))
            .contains("two times")
    );
    assert!(
        reader.read(BOTH).contains("Both waits"),
        "an untouched stub becomes the new one"
    );
    assert_eq!(reader.read("notes.md"), "mine\n");
    assert_eq!(
        reader.read(&format!(".workbook/before-update-1/files/{PAGE}")),
        page
    );
    assert!(!reader.has("target") && !reader.has(".workbook/state.json"));
    assert!(!reader.has(&format!("{DOUBLE}.kept-1")));
    let again = reader.update(0, &[named]);
    assert!(again.starts_with("Nothing new"), "{again}");
}

#[test]
fn the_second_update_knows_what_the_first_one_brought() {
    let project = Project::new();
    let reader = project.downloaded();
    project.new_exercise();
    project
        .0
        .write("chapters/old.md", "old\n")
        .write("chapters/mine.md", "old\n");
    project.commit();
    let first = reader.beside("first.zip");
    fs::write(&first, zip(&project)).unwrap();
    reader.update(0, &["../first.zip"]);
    assert!(reader.has("exercises/ch01/src/triple.rs"));

    reader
        .edit(CHECKS, "\"twice three\"", "\"mine\"")
        .edit("book.toml", "[book]", "# mine\n[book]")
        .write("chapters/mine.md", "mine\n");
    project
        .0
        .remove("chapters/old.md")
        .remove("chapters/mine.md");
    project
        .0
        .edit(CHECKS, "\"twice three\"", "\"3 * 2\"")
        .edit(PAGE, "\n", "\nOne line more.\n");
    project.commit();
    let tar = reader.beside("second.tar.gz");
    let words = [
        "archive",
        "--prefix=workbook/",
        "--output",
        tar.to_str().unwrap(),
        "HEAD",
    ];
    git(&project.path(), &words);
    let out = reader.update(1, &["../second.tar.gz"]);
    assert!(
        out.contains("1 new file, 1 changed file and 1 removed file.")
            || out.contains("Updated: 1 changed file and 1 removed file."),
        "{out}"
    );
    assert!(
        out.contains(&format!(
            "  {CHECKS}\n      yours stays: the same lines changed in both\n"
        )),
        "{out}"
    );
    assert!(reader.read(CHECKS).contains("\"mine\""));
    assert!(reader.read(&format!("{CHECKS}.new")).contains("3 * 2"));
    assert!(
        reader.read("book.toml").contains("# mine"),
        "the new version did not change it"
    );
    assert!(!reader.has("chapters/old.md"));
    assert_eq!(reader.read("chapters/mine.md"), "mine\n");
    assert!(reader.read(PAGE).contains("One line more."));
}

#[test]
fn a_repository_for_students_takes_a_newer_one_with_its_deadline_and_points() {
    let project = Project::new();
    // As `assign` writes them, without what it needs of the whole workbook.
    let student = project.downloaded();
    fs::remove_dir_all(student.path("solutions")).unwrap();
    student.write("assignment.toml", "deadline = \"2026-10-01T23:59:00Z\"\n");
    student.git(&["init", "--quiet", "--initial-branch", "main"]);
    student.answer().commit();
    let mine = student.head();

    project
        .new_exercise()
        .0
        .write("assignment.toml", "deadline = \"2026-11-01T23:59:00Z\"\n");
    project
        .0
        .edit("exercises/ch01/chapter.toml", "points = 5", "points = 8");
    fs::remove_dir_all(project.0.path("solutions")).unwrap();
    project.commit();
    let newer = project.downloaded();
    let out = student.update(0, &[newer.root().to_str().unwrap()]);
    assert!(out.contains("New exercises\n  ch01/triple"), "{out}");
    assert!(
        out.contains("nothing was committed: do that when it"),
        "{out}"
    );
    assert!(student.read("assignment.toml").contains("2026-11-01"));
    assert!(
        student
            .read("exercises/ch01/chapter.toml")
            .contains("points = 8")
    );
    assert_eq!(student.read(DOUBLE), ANSWER);
    assert_eq!(student.head(), mine);
    // As a repository with a history of its own, it is the same.
    let mut status = student.status();
    student.git(&["reset", "--quiet", "--hard"]);
    student.git(&["clean", "--quiet", "-fd"]);
    student.git(&["remote", "add", "course", project.path().to_str().unwrap()]);
    fs::remove_file(student.path(".workbook/version.json")).unwrap();
    let out = student.update(0, &["course"]);
    assert!(out.contains("From course.\n"), "{out}");
    let mut same = student.status();
    // Each file of the second way, but for what only git knows of.
    status.sort();
    same.sort();
    assert_eq!(same, status);
    assert_eq!(student.read(DOUBLE), ANSWER);
    assert_eq!(student.head(), mine);
}

#[test]
fn a_whole_workbook_and_one_for_students_do_not_update_each_other() {
    let project = Project::new();
    let (whole, student) = (project.downloaded(), project.downloaded());
    student.write("assignment.toml", "title = \"One\"\n");
    let err = student.update(2, &[whole.root().to_str().unwrap()]);
    assert!(
        err.contains("this is a repository for students, and "),
        "{err}"
    );
    let err = whole.update(2, &[student.root().to_str().unwrap()]);
    assert!(err.contains("it does not update the whole one"), "{err}");
}

#[test]
fn an_archive_that_leaves_its_folder_is_not_unpacked() {
    let project = Project::new();
    let reader = project.downloaded();
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for name in [
        "w/book.toml",
        "w/exercises/ch01/chapter.toml",
        "../outside.md",
    ] {
        zip.start_file(name, zip::write::SimpleFileOptions::default())
            .unwrap();
        zip.write_all(b"text").unwrap();
    }
    fs::write(reader.beside("bad.zip"), zip.finish().unwrap().into_inner()).unwrap();
    let book = reader.read("book.toml");
    let err = reader.update(2, &["../bad.zip"]);
    assert!(
        err.contains("`../outside.md` is no name of a file in a folder"),
        "{err}"
    );
    assert_eq!(reader.read("book.toml"), book);
    assert!(!reader.beside("outside.md").exists());
}
