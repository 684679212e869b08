//! The workbook itself, and a copy of it to change.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

pub const TOOL: &str = env!("CARGO_BIN_EXE_workbook");

pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap().to_path_buf()
}

/// What a run of the tool came to.
pub struct Ran {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

/// Runs the tool in `folder`.
pub fn run(folder: &Path, words: &[&str]) -> Ran {
    let output = Command::new(TOOL)
        .args(words)
        .current_dir(folder)
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

/// Runs `assign` with these words in `folder`, which must succeed: the new repository.
#[track_caller]
pub fn assigned(folder: &Path, words: &[&str]) -> tempfile::TempDir {
    let out = tempfile::tempdir().unwrap();
    let place = out.path().to_str().unwrap();
    let ran = run(folder, &[&["assign", "--out", place], words].concat());
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    out
}

/// A copy of the workbook without what git ignores and without its history.
pub fn copy_of_the_workbook() -> tempfile::TempDir {
    let copy = tempfile::tempdir().unwrap();
    for (name, bytes) in files(&root()) {
        let file = copy.path().join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, bytes).unwrap();
    }
    copy
}

/// All files below `folder`, by their names from there.
pub fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let hidden = ["target", ".git", ".workbook", "node_modules"];
    walkdir::WalkDir::new(folder)
        .into_iter()
        .filter_entry(|entry| {
            entry.depth() == 0 || !hidden.iter().any(|name| *entry.file_name() == **name)
        })
        .map(Result::unwrap)
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let name = entry.path().strip_prefix(folder).unwrap();
            let name = name.to_string_lossy().replace('\\', "/");
            (name, fs::read(entry.path()).unwrap())
        })
        .collect()
}
