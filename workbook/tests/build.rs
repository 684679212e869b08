//! `workbook build`, run as a reader runs it.

mod sample;

use std::path::Path;
use std::process::Command;

use sample::{Sample, TOOL, assert_says, error_of};

#[test]
fn pages_are_built_into_the_folder_that_book_toml_names() {
    let book = Sample::new();
    let output = book.tool(&["build"]).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    assert_says(
        &String::from_utf8(output.stdout).unwrap(),
        &["Built 2 pages into target", " s."],
    );
    assert_says(&book.read("target/book/two.html"), &["The second page."]);
    assert_says(&book.read("target/book/404.html"), &["A small book"]);
}

#[test]
fn a_built_page_has_no_script_of_the_server() {
    let book = Sample::new();
    book.build();
    assert!(!book.read("target/book/one.html").contains("_workbook"));
}

#[test]
fn it_builds_from_a_folder_below_the_root() {
    let book = Sample::new();
    let below = book.path().join("chapters");
    let output = book.tool(&["build"]).current_dir(below).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    assert!(book.path().join("target/book/index.html").is_file());
}

#[test]
fn nothing_but_the_book_is_left_behind() {
    let book = Sample::new();
    for _ in 0..2 {
        book.build();
    }
    let left: Vec<_> = std::fs::read_dir(book.path().join("target"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(left, ["book"]);
}

#[test]
fn a_page_of_an_earlier_build_is_gone_once_the_book_no_longer_has_it() {
    let book = Sample::new();
    book.build();
    book.put("chapters/SUMMARY.md", "# Summary\n\n- [One](one.md)\n");
    book.build();
    assert!(!book.path().join("target/book/two.html").exists());
}

#[test]
fn outside_a_workbook_the_error_says_where_it_looked_and_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new(TOOL)
        .arg("build")
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert_says(
        &error_of(&output),
        &[
            "is not in a workbook",
            "book.toml",
            "Change into the folder",
        ],
    );
}

/// Builds a whole book, then breaks it: the fault must be told and the built pages must stay.
#[track_caller]
fn broken(file: &str, text: &str, words: &[&str]) {
    let book = Sample::new();
    book.build();
    book.put(file, text);
    let output = book.tool(&["build"]).output().unwrap();
    assert_says(&error_of(&output), words);
    assert_says(&book.read("target/book/two.html"), &["The second page."]);
}

#[test]
fn every_page_that_the_contents_name_and_that_is_missing_is_named() {
    broken(
        "chapters/SUMMARY.md",
        "- [One](one.md)\n  - [Nine](nine.md)\n- [Ten](ten.md)\n",
        &[
            "names nine.md, which does not exist",
            "names ten.md",
            "`- [Ten]()`",
        ],
    );
}

#[test]
fn contents_that_cannot_be_read_are_told_with_what_was_expected() {
    broken(
        "chapters/SUMMARY.md",
        "- [One](one.md)\n\n[Last](two.md)\n\n- [Again](two.md)\n",
        &[
            "SUMMARY.md cannot be read as a table of contents",
            "Expected: `# Part` headings",
        ],
    );
}

#[test]
fn an_include_of_a_missing_file_is_a_fault_with_page_and_line() {
    broken(
        "chapters/one.md",
        "# One\n\n{{#include ../none.rs}}\n",
        &[
            "one.md:3 includes ../none.rs, which does not exist",
            "fix the path",
        ],
    );
}

#[test]
fn an_include_of_a_missing_anchor_is_a_fault() {
    broken(
        "chapters/one.md",
        "# One\n\n{{#include two.md:body}}\n",
        &["includes the anchor body of two.md, which has no anchors"],
    );
}

#[test]
fn what_mdbook_merely_logs_is_a_fault() {
    broken(
        "chapters/one.md",
        "# One\n\n<div>\n\nNever closed.\n",
        &["one.md", "<div>"],
    );
}

#[test]
fn settings_that_are_not_toml_are_told_with_the_line() {
    broken(
        "book.toml",
        "[book\ntitle = 1\n",
        &["book.toml cannot be read", "line 1", "Fix it"],
    );
}

#[test]
fn an_unknown_key_of_the_settings_is_told() {
    broken(
        "book.toml",
        "[book]\nsrc = \"chapters\"\n\n[build]\nbuild-dir = \"target/book\"\n\n[output.html]\nthemee = \"x\"\n",
        &["book.toml cannot be read", "themee"],
    );
}

#[test]
fn a_build_folder_that_holds_the_sources_is_refused() {
    for folder in [".", "chapters"] {
        let text = format!("[book]\nsrc = \"chapters\"\n[build]\nbuild-dir = \"{folder}\"\n");
        let book = Sample::new().write("book.toml", &text);
        let output = book.tool(&["build"]).output().unwrap();
        assert_says(
            &error_of(&output),
            &["would delete them", "build-dir = \"target/book\""],
        );
        assert_says(&book.read("chapters/one.md"), &["The first page."]);
    }
}

/// The workbook's own book, by this tool and by mdBook's: not one byte may differ, but in the search
/// index, whose layout depends on the versions of the libraries that mdBook was built with. Readers
/// need no mdBook, so without one nothing is compared; in CI its absence is a failure.
#[test]
fn a_stock_mdbook_builds_the_same_files() {
    let mdbook = std::env::var_os("MDBOOK").unwrap_or_else(|| "mdbook".into());
    if Command::new(&mdbook).arg("--version").output().is_err() {
        assert!(std::env::var_os("CI").is_none(), "CI must have mdBook");
        println!(
            "not compared: there is no mdBook (cargo install mdbook --version 0.5.4 --locked)"
        );
        return;
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let (ours, stock) = (folder.path().join("ours"), folder.path().join("stock"));
    let built = Command::new(TOOL)
        .arg("build")
        .env("MDBOOK_BUILD__BUILD_DIR", &ours)
        .current_dir(root)
        .output();
    assert!(built.unwrap().status.success());
    let built = Command::new(mdbook)
        .args(["build", "-d"])
        .arg(&stock)
        .current_dir(root)
        .output();
    let built = built.unwrap();
    assert!(built.status.success(), "{built:?}");
    let (ours, stock) = (files(&ours), files(&stock));
    assert!(ours.len() > 20, "hardly a book: {} files", ours.len());
    let names: Vec<&str> = ours.iter().map(|file| file.0.as_str()).collect();
    let theirs: Vec<&str> = stock.iter().map(|file| file.0.as_str()).collect();
    assert_eq!(names, theirs);
    for (ours, stock) in ours.iter().zip(&stock) {
        assert!(ours.1 == stock.1, "{} differs", ours.0);
    }
}

fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    walkdir::WalkDir::new(folder)
        .sort_by_file_name()
        .into_iter()
        .map(Result::unwrap)
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let name = entry
                .path()
                .strip_prefix(folder)
                .unwrap()
                .display()
                .to_string();
            if name.starts_with("searchindex-") {
                return ("searchindex".to_owned(), Vec::new());
            }
            // Every page names the index by a hash of what is in it.
            let hashed = regex::bytes::Regex::new(r"searchindex-[0-9a-f]{8}").unwrap();
            let content = std::fs::read(entry.path()).unwrap();
            (
                name,
                hashed.replace_all(&content, b"searchindex").into_owned(),
            )
        })
        .collect()
}
