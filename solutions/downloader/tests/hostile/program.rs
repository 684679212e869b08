//! The program as a process, in a directory of its own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

pub struct Program {
    directory: TempDir,
}

/// How a run ended.
pub struct Ran {
    pub code: Option<i32>,
    pub lines: String,
    pub errors: String,
    /// `null` if it did not get as far.
    pub summary: Value,
}

impl Program {
    pub fn new() -> Self {
        Self {
            directory: tempfile::tempdir().unwrap(),
        }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.files().join(name)
    }

    /// The names in its directory.
    pub fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.files()).unwrap();
        let mut names: Vec<_> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    pub fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name))
            .unwrap_or_else(|error| panic!("{name}: {error}; there are {:?}", self.names()))
    }

    /// A file for `--list`.
    pub fn list(&self, lines: &str) -> String {
        let file = self.directory.path().join("list.txt");
        fs::write(&file, lines).unwrap();
        file.into_os_string().into_string().unwrap()
    }

    /// A stall is 300 ms long: short for the tests, and long for a server that does not stall.
    pub fn start(&self, arguments: &[&str]) -> Child {
        Command::new(env!("CARGO_BIN_EXE_downloader-solution"))
            .args(["--stall", "300", "--dir"])
            .arg(self.files())
            .arg("--json")
            .arg(self.summary())
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    }

    pub fn run(&self, arguments: &[&str]) -> Ran {
        self.end(self.start(arguments))
    }

    pub fn end(&self, child: Child) -> Ran {
        let output = child.wait_with_output().unwrap();
        let summary = fs::read(self.summary()).ok();
        let _ = fs::remove_file(self.summary());
        Ran {
            code: output.status.code(),
            lines: String::from_utf8(output.stdout).unwrap(),
            errors: String::from_utf8(output.stderr).unwrap(),
            summary: summary.map_or(Value::Null, |json| serde_json::from_slice(&json).unwrap()),
        }
    }

    fn files(&self) -> PathBuf {
        let files = self.directory.path().join("files");
        fs::create_dir_all(&files).unwrap();
        files
    }

    fn summary(&self) -> PathBuf {
        Path::new(self.directory.path()).join("summary.json")
    }
}

impl Ran {
    #[track_caller]
    pub fn expect(self, code: i32) -> Self {
        assert_eq!(
            self.code,
            Some(code),
            "it said:\n{}{}",
            self.lines,
            self.errors
        );
        self
    }

    /// What the summary says of the only file.
    pub fn file(&self) -> &Value {
        &self.summary["files"][0]
    }
}
