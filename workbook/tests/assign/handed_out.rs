//! `assign`: what is in a repository for students, and what is not.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::tree::{assigned, copy_of_the_workbook, files, root, run};

fn text<'a>(files: &'a BTreeMap<String, Vec<u8>>, name: &str) -> &'a str {
    let bytes = files.get(name).unwrap_or_else(|| panic!("no {name}"));
    std::str::from_utf8(bytes).unwrap()
}

#[test]
fn neither_solutions_nor_an_instructors_answers_get_out() {
    let copy = copy_of_the_workbook();
    let pristine = assigned(copy.path(), &["--chapters", "ch01", "--title", "One"]);
    let pristine = files(pristine.path());
    // The instructor has solved all of it, kept other answers beside, and tried a program.
    let src = copy.path().join("exercises/ch01/src");
    for slug in [
        "overlap",
        "threads",
        "stopwatch",
        "save_all",
        "blocking",
        "callback",
    ] {
        let answer = copy.path().join(format!("solutions/ch01/src/{slug}.rs"));
        fs::copy(&answer, src.join(format!("{slug}.rs"))).unwrap();
        fs::copy(&answer, src.join(format!("{slug}.rs.kept-1"))).unwrap();
    }
    fs::create_dir_all(src.join("bin")).unwrap();
    fs::copy(src.join("overlap.rs"), src.join("bin/mine.rs")).unwrap();
    fs::copy(src.join("overlap.rs"), src.join("overlap_old.rs")).unwrap();
    let solved = assigned(copy.path(), &["--chapters", "ch01", "--title", "One"]);
    let solved = files(solved.path());
    let names: Vec<&String> = solved.keys().collect();
    assert_eq!(names, pristine.keys().collect::<Vec<_>>());
    for (name, bytes) in &pristine {
        assert!(solved[name] == *bytes, "{name} differs");
    }
    // Not a single file of solutions/ is there, under whatever name.
    let secret = files(&copy.path().join("solutions"));
    for (name, bytes) in &solved {
        assert!(!name.contains("solutions"), "{name}");
        let same = secret
            .iter()
            .find(|(_, secret)| *secret == bytes && bytes.len() > 400);
        // The root of a chapter's crate is the same for both.
        assert!(
            same.is_none_or(|(secret, _)| secret.ends_with("lib.rs")),
            "{name} is {same:?}"
        );
    }
    for slug in ["overlap", "callback"] {
        assert!(text(&solved, &format!("exercises/ch01/src/{slug}.rs")).contains("todo!"));
    }
    for gone in [
        "CONTRIBUTING.md",
        ".ci/run",
        "workbook/tests/build.rs",
        "exercises/kit/tests/facts.rs",
    ] {
        assert!(!solved.contains_key(gone), "{gone}");
    }
}

#[test]
fn the_pages_are_whole_and_lead_to_nothing_that_is_left_out() {
    let chosen = "ch01/overlap,ch03/delay,ch04/block_on";
    let repository = assigned(&root(), &["--exercises", chosen]);
    // The build names each include, picture and page that is not there.
    let ran = run(repository.path(), &["build"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let there = files(repository.path());
    let link = regex::Regex::new(r"\]\(([^()\s:#]+\.md)").unwrap();
    for (name, bytes) in &there {
        if !name.starts_with("chapters/") || !name.ends_with(".md") {
            continue;
        }
        let folder = Path::new(name).parent().unwrap();
        let page = std::str::from_utf8(bytes).unwrap();
        for found in link.captures_iter(page) {
            let target = repository.path().join(folder).join(&found[1]);
            assert!(target.is_file(), "{name} links {}", &found[1]);
        }
    }
    let summary = text(&there, "chapters/SUMMARY.md");
    for line in [
        "- [Waiting: sync and async](ch01/index.md)",
        "- [Coroutines by hand]()",
    ] {
        assert!(summary.contains(line), "{summary}");
    }
    // Of a chapter's exercises only the chosen ones.
    assert!(!there.contains_key("exercises/ch01/src/threads.rs"));
    assert!(!there.contains_key("exercises/ch01/tests/checks/threads.rs"));
    for (file, holds, lacks) in [
        ("exercises/ch01/src/lib.rs", "pub mod overlap;", "threads"),
        (
            "exercises/ch01/tests/checks/main.rs",
            "mod overlap;",
            "threads",
        ),
        (
            "exercises/ch01/chapter.toml",
            "slug = \"overlap\"",
            "threads",
        ),
        (
            "exercises/ch01/stubs.lock",
            "overlap = '''",
            "threads = '''",
        ),
        (
            "chapters/ch01/exercises.md",
            "### A page from three services",
            "### A thread that answers",
        ),
        ("exercises/ch04/src/lib.rs", "pub mod sync;", "ready_queue"),
        (
            "exercises/ch04/tests/checks/main.rs",
            "explored_block_on",
            "ready_queue",
        ),
        ("assignment.toml", "id = \"ch01/overlap\"", "threads"),
        ("README.md", "`exercises/ch01/src/overlap.rs`", "threads"),
        ("Cargo.toml", "exercises/ch04", "solutions"),
    ] {
        let text = text(&there, file);
        assert!(text.contains(holds), "{file} lacks {holds}");
        assert!(!text.contains(lacks), "{file} holds {lacks}");
    }
}

#[test]
fn links_to_chapters_that_are_left_out_can_lead_to_the_published_book() {
    let book = "https://book.example/async";
    let repository = assigned(&root(), &["--chapters", "ch03", "--book", book]);
    let there = files(repository.path());
    let pages = there
        .iter()
        .filter(|(name, _)| name.starts_with("chapters/ch03/"));
    let all: String = pages
        .map(|(_, bytes)| String::from_utf8_lossy(bytes))
        .collect();
    assert!(
        all.contains("](https://book.example/async/ch0"),
        "no link to the book"
    );
}

#[test]
fn the_same_wishes_give_the_same_bytes_and_other_ones_say_so() {
    let words = [
        "--chapters",
        "ch05",
        "--title",
        "Five | *",
        "--deadline",
        "2026-10-01T23:59:00+02:00",
    ];
    let (one, other) = (assigned(&root(), &words), assigned(&root(), &words));
    assert!(files(one.path()) == files(other.path()));
    let there = files(one.path());
    assert!(
        text(&there, "README.md").starts_with("# Five \\| \\*\n\nDue: 2026-10-01T23:59:00+02:00.")
    );
    let settings: toml::Table = toml::from_str(text(&there, "assignment.toml")).unwrap();
    assert_eq!(settings["title"].as_str(), Some("Five | *"));
    assert_eq!(
        settings["deadline"].as_str(),
        Some("2026-10-01T23:59:00+02:00")
    );
    assert_eq!(settings["chapters"].as_array().unwrap().len(), 1);
    let workflow = text(&there, ".github/workflows/points.yml");
    assert!(workflow.contains("cargo workbook check"));
}

#[test]
fn cargo_takes_the_lock_file_as_it_is() {
    for words in [
        ["--chapters", "ch01"],
        ["--chapters", "ch04,ch05"],
        ["--exercises", "ch02/parser"],
    ] {
        let repository = assigned(&root(), &words);
        let output = Command::new("cargo")
            .args([
                "tree",
                "--workspace",
                "--locked",
                "--offline",
                "--depth",
                "0",
            ])
            .current_dir(repository.path())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{words:?}: {said}");
        // A profile of a package that nothing uses would be one.
        assert!(!said.contains("warning"), "{said}");
    }
}

#[test]
fn the_tool_judges_in_it() {
    let repository = assigned(&root(), &["--exercises", "ch01/threads"]);
    let folder = repository.path();
    let ran = run(folder, &["check"]);
    assert_eq!(ran.code, Some(1), "{}{}", ran.out, ran.err);
    let answer = root().join("solutions/ch01/src/threads.rs");
    fs::copy(answer, folder.join("exercises/ch01/src/threads.rs")).unwrap();
    let ran = run(folder, &["check"]);
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("10 of 10 points"), "{}", ran.out);
    let ran = run(folder, &["reset", "threads"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let ran = run(folder, &["verify"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("holds no solutions"), "{}", ran.err);
}

#[test]
fn wishes_that_cannot_be_met_are_told() {
    let full = tempfile::tempdir().unwrap();
    fs::write(full.path().join("thesis.txt"), "mine").unwrap();
    let out = tempfile::tempdir().unwrap();
    let (full, out) = (full.path().to_str().unwrap(), out.path().to_str().unwrap());
    for (words, said) in [
        (["--out", full, "--chapters", "ch01"], "is not empty"),
        (["--out", out, "--chapters", "ch99"], "names no chapter"),
        (
            ["--out", out, "--chapters", "ch01/overlap"],
            "is an exercise",
        ),
        (["--out", out, "--exercises", "ch01"], "is a chapter"),
        (
            ["--out", out, "--deadline", "tomorrow"],
            "date, time and zone",
        ),
    ] {
        let ran = run(&root(), &[&["assign"], &words[..]].concat());
        assert_eq!(ran.code, Some(2), "{words:?}: {}", ran.out);
        assert!(ran.err.contains(said), "{words:?}: {}", ran.err);
    }
    assert!(files(Path::new(out)).is_empty());
}

#[test]
fn a_repository_that_git_has_made_is_filled() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join(".git")).unwrap();
    let place = folder.path().to_str().unwrap();
    let ran = run(
        &root(),
        &["assign", "--out", place, "--exercises", "ch01/threads"],
    );
    assert_eq!(ran.code, Some(0), "{}", ran.err);
}
