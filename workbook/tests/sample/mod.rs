//! A small workbook in a folder of its own, and the tool run in it.

#![allow(
    dead_code,
    reason = "each test binary compiles this file and uses a part of it"
)]

use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

pub const TOOL: &str = env!("CARGO_BIN_EXE_workbook");

pub struct Sample {
    folder: TempDir,
}

impl Sample {
    /// A workbook of two pages that can be built.
    pub fn new() -> Self {
        let sample = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        sample
            .write("exercises/README", "")
            .write(
                "book.toml",
                "[book]\ntitle = \"A small book\"\nsrc = \"chapters\"\n\n\
                 [build]\nbuild-dir = \"target/book\"\ncreate-missing = false\n",
            )
            .write(
                "chapters/SUMMARY.md",
                "# Summary\n\n- [One](one.md)\n- [Two](two.md)\n- [Three]()\n",
            )
            .write("chapters/one.md", "# One\n\nThe first page.\n")
            .write("chapters/two.md", "# Two\n\nThe second page.\n")
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn write(self, file: &str, text: &str) -> Self {
        self.put(file, text);
        self
    }

    /// As editors do: a new file that takes the old one's name.
    pub fn put(&self, file: &str, text: &str) {
        let path = self.path().join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        let fresh = path.with_extension("saving");
        std::fs::write(&fresh, text).unwrap();
        std::fs::rename(fresh, path).unwrap();
    }

    pub fn read(&self, file: &str) -> String {
        std::fs::read_to_string(self.path().join(file)).unwrap()
    }

    /// The tool, about to run in this workbook.
    pub fn tool(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(TOOL);
        command.current_dir(self.path()).args(arguments);
        command
    }

    /// Builds the book, which must succeed.
    #[track_caller]
    pub fn build(&self) {
        let output = self.tool(&["build"]).output().unwrap();
        assert!(output.status.success(), "{output:?}");
    }
}

/// What `output` wrote to standard error, having failed with the tool's status for errors.
#[track_caller]
pub fn error_of(output: &Output) -> String {
    let text = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!(
        output.status.code(),
        Some(2),
        "wrong status; it said: {text}"
    );
    text
}

#[track_caller]
pub fn assert_says(text: &str, words: &[&str]) {
    for word in words {
        assert!(
            text.contains(word),
            "expected the words {word:?} in:\n{text}"
        );
    }
}
