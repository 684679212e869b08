//! The page "A quick start" shows what these answers get.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const STUB: &str = "exercises/ch01/src/overlap.rs";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// What `check` prints of `answer`, as its author would see it in the workbook.
fn judged(answer: &str) -> String {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let file = folder.path().join("ch01/src/overlap.rs");
    fs::create_dir_all(file.parent().expect("it is in a folder")).expect("a folder can be made");
    fs::write(&file, answer).expect("a file can be written");
    let ran = Command::new(env!("CARGO_BIN_EXE_workbook"))
        .current_dir(root())
        .args(["check", "ch01/overlap", "--answers"])
        .arg(folder.path())
        .env("NO_COLOR", "1")
        .env("COLUMNS", "90")
        .output()
        .expect("the tool runs");
    let out = String::from_utf8(ran.stdout).expect("it prints UTF-8");
    assert!(!out.is_empty(), "{}", String::from_utf8_lossy(&ran.stderr));
    as_without_a_server(&out.replace(&file.display().to_string(), STUB))
}

/// `out` as it is while no book is served. While one is, as by `cargo run` beside this test, a page is named by its
/// address, `http://127.0.0.1:3000/ch01/order.html#two-awaits-in-a-row`.
fn as_without_a_server(out: &str) -> String {
    let line = |line: &str| match line.split_once("Read http://127.0.0.1:") {
        Some((indent, address)) => {
            let page = address.split_once('/').map_or(address, |(_, page)| page);
            let page = page.split_once(".html").map_or(page, |(page, _)| page);
            format!("{indent}Read {page}: `cargo run` opens the book")
        }
        None => line.to_owned(),
    };
    out.split('\n').map(line).collect::<Vec<_>>().join("\n")
}

/// The stub with `body` in the place of that of `load_page`.
fn with(body: &str) -> String {
    let stub = pristine();
    let begins = stub.rfind("\n{\n").expect("the stub ends with a function") + 3;
    format!("{}{body}}}\n", &stub[..begins])
}

/// The stub as the project has it: a reader may have answered the exercise.
fn pristine() -> String {
    #[derive(serde::Deserialize)]
    struct Stubs {
        overlap: String,
    }
    let text = fs::read_to_string(root().join("exercises/ch01/stubs.lock"));
    let stubs: Stubs = toml::from_str(&text.expect("the stubs are there")).expect("it is TOML");
    stubs.overlap
}

#[track_caller]
fn is_kept(name: &str, answer: &str) {
    let file = root().join("chapters/quick-start").join(name);
    let printed = judged(answer);
    if std::env::var_os("UPDATE_OUT").is_some() {
        fs::write(&file, &printed).expect("the output can be kept");
    }
    let kept = fs::read_to_string(&file).unwrap_or_default();
    assert!(
        kept.replace("\r\n", "\n") == printed,
        "{} differs from what was printed:\n{printed}\n\
         If what was printed is right: UPDATE_OUT=1 cargo test -p workbook --test quick_start",
        file.display()
    );
}

#[test]
fn the_page_shows_what_the_stub_and_two_answers_get() {
    let body = |name: &str| {
        fs::read_to_string(root().join("chapters/quick-start").join(name)).expect("it is there")
    };
    is_kept("stub.out", &pristine());
    is_kept("first.out", &with(&body("first.rs")));
    is_kept("second.out", &with(&body("second.rs")));
}
