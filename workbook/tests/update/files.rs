//! Single files: what is taken, merged, put beside and left alone.

use std::fs;

use crate::pair::{ANSWER, BOTH, CHECKS, DOUBLE, Project, STUBS};

const LIB: &str = "exercises/ch01/src/lib.rs";
const PAGE: &str = "chapters/ch01/order.md";

#[test]
fn what_both_changed_on_the_same_lines_stays_and_the_new_one_is_beside() {
    let project = Project::new();
    let reader = project.clone();
    reader
        .edit(CHECKS, "\"twice three\"", "\"mine\"")
        .edit(STUBS, "twice {n}", "my {n}")
        .write("new page.md", "mine\n");
    let mine = reader.read(CHECKS);
    project
        .new_stub("twice {n}", "two times {n}")
        .0
        .edit(CHECKS, "\"twice three\"", "\"theirs\"");
    project.0.write("new page.md", "theirs\n");
    project.commit();
    let out = reader.update(1, &[]);
    assert_eq!(reader.read(CHECKS), mine);
    assert!(reader.read(&format!("{CHECKS}.new")).contains("\"theirs\""));
    assert_eq!(reader.read("new page.md"), "mine\n");
    assert_eq!(reader.read("new page.md.new"), "theirs\n");
    for said in [
        &*format!(
            "  {CHECKS}\n      yours stays: the same lines changed in both\n      the new one: {CHECKS}.new\n"
        ),
        "  new page.md\n      yours stays: the new version has a file of this name\n      the new one: new page.md.new\n",
        // Only the project writes it.
        &*format!("  {STUBS}\n      is the new version's: it could not be merged\n"),
    ] {
        assert!(out.contains(said), "{said:?} is not in:\n{out}");
    }
    assert!(reader.read(STUBS).contains("two times {n}"));
    assert!(
        reader
            .read(&format!(".workbook/before-update-1/files/{STUBS}"))
            .contains("my {n}")
    );
    // The untouched answer is the new stub, and no change.
    assert_eq!(
        reader.status(),
        [
            format!(" M {CHECKS}"),
            " M \"new page.md\"".to_owned(),
            format!("?? {CHECKS}.new"),
            "?? \"new page.md.new\"".to_owned(),
        ]
    );
}

#[test]
fn an_answer_that_is_the_new_stub_is_no_answer_any_more() {
    let project = Project::new();
    let reader = project.clone();
    project.new_stub("twice {n}", "two times {n}");
    project.commit();
    reader.write(DOUBLE, fs::read(project.0.path(DOUBLE)).unwrap());
    let out = reader.update(0, &[]);
    assert!(!out.contains("Both changed"), "{out}");
    assert_eq!(reader.status(), [""; 0]);
    assert!(!reader.has(&format!("{DOUBLE}.new-stub")));
}

#[test]
fn an_answer_to_an_exercise_that_is_gone_stays_and_a_stub_goes() {
    let project = Project::new();
    project.new_exercise();
    project.commit();
    let triple = "exercises/ch01/src/triple.rs";
    let (answered, not_begun) = (project.clone(), project.clone());
    answered.write(triple, "// mine\n").commit();
    // It has another name now.
    let renamed = |name: &str, from: &str, to: &str| {
        project.0.edit(name, from, to);
    };
    for (name, from, to) in [
        ("exercises/ch01/chapter.toml", "\"triple\"", "\"thrice\""),
        (STUBS, "\ntriple =", "\nthrice ="),
        (LIB, "pub mod triple;", "pub mod thrice;"),
        (
            "exercises/ch01/tests/checks/main.rs",
            "mod triple;",
            "mod thrice;",
        ),
        (
            "exercises/ch01/tests/checks/triple.rs",
            "ch01::triple::",
            "ch01::thrice::",
        ),
    ] {
        renamed(name, from, to);
    }
    for folder in ["src", "tests/checks"] {
        let from = project
            .0
            .path(&format!("exercises/ch01/{folder}/triple.rs"));
        fs::rename(&from, from.with_file_name("thrice.rs")).unwrap();
    }
    project.commit();
    let out = answered.update(0, &[]);
    for said in [
        "\nExercises that are no longer there\n  ch01/triple  is ch01/thrice now\n",
        "\nNew exercises\n  ch01/thrice  Three times as much\n",
        "No check looks at\nan answer among them: exercises/ch01/src/triple.rs.\n",
    ] {
        assert!(out.contains(said), "{said:?} is not in:\n{out}");
    }
    assert_eq!(answered.read(triple), "// mine\n");
    assert_eq!(
        answered.git(&["show", &format!("HEAD:{triple}")]),
        "// mine"
    );
    assert_eq!(answered.status(), [""; 0]);
    let out = not_begun.update(0, &[]);
    assert!(!not_begun.has(triple) && not_begun.has("exercises/ch01/src/thrice.rs"));
    assert!(out.contains(" and 2 removed files."), "{out}");
}

#[test]
fn line_ends_of_the_reader_are_no_change_and_stay() {
    let project = Project::new();
    let reader = project.clone();
    reader.git(&["config", "core.autocrlf", "true"]);
    let files = [DOUBLE, CHECKS, STUBS, PAGE];
    for file in files {
        let text = reader.read(file).replace('\n', "\r\n");
        reader.write(file, text);
    }
    reader.edit(CHECKS, "use kit::check;", "use kit::check; // mine");
    project
        .new_stub("twice {n}", "two times {n}")
        .0
        .edit(CHECKS, "\"twice three\"", "\"3 * 2\"")
        .edit(PAGE, "\n", "\nOne line more.\n")
        .write("new.md", "one\ntwo\n")
        .write("picture.png", b"\0\n\n");
    project.commit();
    let out = reader.update(0, &[]);
    assert!(out.contains(&format!("  {CHECKS}\n      merged")), "{out}");
    for file in files {
        let text = reader.read(file);
        assert_eq!(
            text.matches('\n').count(),
            text.matches("\r\n").count(),
            "{file}"
        );
    }
    assert!(reader.read(DOUBLE).contains("two times {n}"));
    assert!(reader.read(CHECKS).contains("// mine") && reader.read(CHECKS).contains("3 * 2"));
    assert_eq!(reader.read("new.md"), "one\r\ntwo\r\n");
    assert_eq!(fs::read(reader.path("picture.png")).unwrap(), b"\0\n\n");
    // As git on such a machine sees it.
    let changed = reader.git(&["-c", "core.autocrlf=true", "status", "--porcelain"]);
    assert_eq!(changed, format!(" M {CHECKS}"));
}

#[test]
fn what_the_reader_removed_stays_away_with_what_is_new_in_it() {
    let project = Project::new();
    let (dirty, committed) = (project.clone(), project.clone());
    for reader in [&dirty, &committed] {
        fs::remove_dir_all(reader.path("solutions")).unwrap();
        fs::remove_file(reader.path(PAGE)).unwrap();
        // This one the new version does not change.
        fs::remove_file(reader.path("book.toml")).unwrap();
        reader.write("book.toml", "# mine\n");
    }
    let mine = committed.commit();
    project
        .0
        .edit(
            "solutions/ch01/src/double.rs",
            "//!",
            "//! The answer.\n//!",
        )
        .edit(PAGE, "\n", "\nOne line more.\n")
        .write("solutions/ch02/src/lib.rs", "\n")
        .write("chapters/ch02/first.md", "# New\n");
    project.commit();
    for reader in [&dirty, &committed] {
        let out = reader.update(0, &[]);
        let told = format!(
            "\nYou removed these files, and they stay away. `git checkout HEAD -- FILE` brings one in a clone:\n{PAGE}, \
             solutions/ch01/src/double.rs, solutions/ch02/src/lib.rs.\n"
        );
        assert!(out.contains(&told), "{out}");
        assert!(!reader.has("solutions") && !reader.has(PAGE));
        assert_eq!(reader.read("chapters/ch02/first.md"), "# New\n");
        assert_eq!(reader.read("book.toml"), "# mine\n");
    }
    assert_eq!(committed.status(), [""; 0]);
    assert_eq!(committed.git(&["rev-parse", "HEAD^1"]), mine);
    assert_eq!(
        committed.git(&["ls-tree", "-r", "--name-only", "HEAD", "solutions", PAGE]),
        ""
    );
}

#[test]
fn a_folder_in_the_way_stays_unless_it_goes_itself() {
    let project = Project::new();
    project
        .0
        .write("plan/a.md", "a\n")
        .write("plan/b.md", "b\n")
        .write("tips", "tips\n");
    project.commit();
    let reader = project.clone();
    reader
        .write("map/mine.md", "mine\n")
        .write("roads", "mine\n");
    for name in ["plan/a.md", "plan/b.md", "tips"] {
        project.0.remove(name);
    }
    fs::remove_dir(project.0.path("plan")).unwrap();
    project
        .0
        .write("plan", "one file\n")
        .write("tips/first.md", "first\n")
        .write("map", "theirs\n")
        .write("roads/a.md", "theirs\n");
    project.commit();
    let out = reader.update(1, &[]);
    assert_eq!(reader.read("plan"), "one file\n");
    assert_eq!(reader.read("tips/first.md"), "first\n");
    assert_eq!(reader.read("map/mine.md"), "mine\n");
    assert_eq!(reader.read("map.new"), "theirs\n");
    assert_eq!(reader.read("roads"), "mine\n");
    assert!(
        out.contains("  map\n      yours stays: it is in the way of a file of the new version\n      the new one: map.new\n"),
        "{out}"
    );
    assert!(
        out.contains("  roads/a.md\n      yours stays: it is in the way"),
        "{out}"
    );
}

#[test]
fn a_name_with_spaces_and_letters_of_another_alphabet_is_one_like_any_other() {
    let project = Project::new();
    let name = "chapters/ch01/сон и явь 夢.md";
    project.0.write(name, "one\ntwo\nthree\n");
    project.commit();
    let reader = project.clone();
    reader.edit(name, "one", "ONE");
    reader.commit();
    project
        .0
        .edit(name, "three", "THREE")
        .write("chapters/ch01/ö ü.md", "new\n");
    project.commit();
    let out = reader.update(0, &[]);
    assert!(out.contains(&format!("  {name}\n      merged")), "{out}");
    assert_eq!(reader.read(name), "ONE\ntwo\nTHREE\n");
    assert_eq!(reader.read("chapters/ch01/ö ü.md"), "new\n");
    assert_eq!(reader.status(), [""; 0]);
}

#[cfg(unix)]
#[test]
fn a_file_that_may_be_run_stays_one_and_becomes_one() {
    use std::os::unix::fs::PermissionsExt as _;

    let project = Project::new();
    let mode = |file: std::path::PathBuf, mode| {
        fs::set_permissions(file, fs::Permissions::from_mode(mode)).unwrap();
    };
    project.0.write("run", "one\n").write("later", "one\n");
    mode(project.0.path("run"), 0o755);
    project.commit();
    let reader = project.clone();
    reader.answer().commit();
    project.0.write("run", "two\n").write("new", "new\n");
    mode(project.0.path("later"), 0o755);
    mode(project.0.path("new"), 0o755);
    project.commit();
    reader.update(0, &[]);
    for name in ["run", "later", "new"] {
        let mode = fs::metadata(reader.path(name))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o755, "{name}");
    }
    assert_eq!(reader.read("run"), "two\n");
    assert_eq!(reader.status(), [""; 0]);
    reader.update(0, &["--undo"]);
    let mode = fs::metadata(reader.path("later"))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o644);
    assert_eq!(reader.status(), [""; 0]);
}

#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_link_and_no_link_is_made() {
    use std::os::unix::fs::symlink;

    let project = Project::new();
    let reader = project.clone();
    let outside = reader.beside("outside");
    fs::create_dir(&outside).unwrap();
    fs::write(outside.join("page.md"), "outside\n").unwrap();
    // A file, a folder, and the place of the new stub are links.
    fs::remove_file(reader.path(CHECKS)).unwrap();
    symlink(outside.join("page.md"), reader.path(CHECKS)).unwrap();
    fs::rename(reader.path("chapters/ch01"), outside.join("ch01")).unwrap();
    symlink(outside.join("ch01"), reader.path("chapters/ch01")).unwrap();
    reader.answer();
    symlink(
        outside.join("page.md"),
        reader.path(&format!("{DOUBLE}.new-stub")),
    )
    .unwrap();
    let page = fs::read_to_string(outside.join("ch01/order.md")).unwrap();
    project
        .new_stub("twice {n}", "two times {n}")
        .0
        .edit(CHECKS, "\"twice three\"", "\"3 * 2\"");
    project.0.edit(PAGE, "\n", "\nOne line more.\n");
    symlink("/etc/hostname", project.0.path("link")).unwrap();
    project.commit();
    let out = reader.update(1, &[]);
    assert_eq!(
        fs::read_to_string(outside.join("page.md")).unwrap(),
        "outside\n"
    );
    assert_eq!(
        fs::read_to_string(outside.join("ch01/order.md")).unwrap(),
        page
    );
    assert_eq!(fs::read_dir(outside.join("ch01")).unwrap().count(), 1);
    assert!(reader.path(CHECKS).is_symlink() && !reader.has("link"));
    assert_eq!(reader.read(DOUBLE), ANSWER);
    assert!(
        reader
            .read(&format!("{DOUBLE}.new-stub-2"))
            .contains("two times")
    );
    assert!(reader.read(&format!("{CHECKS}.new")).contains("3 * 2"));
    assert!(
        out.contains(&format!("  {PAGE}\n      yours stays: it is in the way")),
        "{out}"
    );
    assert!(
        out.contains("Links of the new version are not written: link."),
        "{out}"
    );
}

#[test]
fn files_that_cargo_and_git_keep_for_themselves_are_not_taken() {
    let project = Project::new();
    let reader = project.clone();
    project.0.write(".workbook/state.json", "{}");
    project.commit();
    let err = reader.update(2, &[]);
    assert!(
        err.contains("the new version holds a file named `.workbook/state.json`"),
        "{err}"
    );
    assert!(!reader.has(".workbook/state.json"));
    assert_eq!(
        reader.read(BOTH),
        fs::read_to_string(project.0.path(BOTH)).unwrap()
    );
}
