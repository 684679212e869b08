//! A class that hands in answers to `double`, and what each of it gets.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use crate::fixtures::{Ran, Workbook, text};

/// A workbook, and a class beside it.
pub struct Class {
    pub workbook: Workbook,
    pub folder: tempfile::TempDir,
}

/// What one of a class got for `double`: its statuses, each once, its points, and its first message.
#[derive(Debug)]
pub struct Got {
    pub statuses: String,
    pub points: u64,
    pub message: String,
}

/// A right answer.
pub const RIGHT: &str = "pub async fn double(n: u32) -> u32 { n.saturating_mul(2) }\n";

impl Class {
    pub fn new() -> Self {
        let workbook = Workbook::new();
        // As checks that are handed out must: without the type, an answer could bring one that equals everything.
        for (from, to) in [
            (
                "assert_eq!(double(3).await,",
                "let found: u32 = double(3).await;\n    assert_eq!(found,",
            ),
            (
                "assert_eq!(double(u32::MAX).await,",
                "let found: u32 = double(u32::MAX).await;\n    assert_eq!(found,",
            ),
        ] {
            workbook.edit("exercises/ch01/tests/checks/double.rs", from, to);
        }
        Self {
            workbook,
            folder: tempfile::tempdir().unwrap(),
        }
    }

    pub fn path(&self, student: &str) -> PathBuf {
        self.folder.path().join(student)
    }

    /// Hands in a file.
    pub fn file(&self, student: &str, name: &str, text: impl AsRef<[u8]>) -> &Self {
        let file = self.path(student).join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
        self
    }

    /// Hands in an answer to `double`.
    pub fn answer(&self, student: &str, text: impl AsRef<[u8]>) -> &Self {
        self.file(student, "ch01/src/double.rs", text)
    }

    /// Hands in a function with this body, which is `async`, and what else the file holds.
    pub fn body(&self, student: &str, body: &str, beside: &str) -> &Self {
        self.answer(
            student,
            format!("{beside}\n#[allow(unreachable_code)]\npub async fn double(n: u32) -> u32 {{\n{body}\n}}\n"),
        )
    }

    /// Judges the class behind `wall`.
    pub fn judge(&self, wall: &str) -> BTreeMap<String, Got> {
        let folder = self.folder.path().to_str().unwrap();
        let mut command = self
            .workbook
            .command(&["sandbox", "--only", wall, "--judge", folder]);
        command.env("SECRET_OF_THE_JUDGE", "hunter2");
        let ran = Ran::of(command.output().unwrap());
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        let mut got: BTreeMap<String, Got> = BTreeMap::new();
        for verdict in ran.json() {
            if text(&verdict, "exercise") != "ch01/double" {
                continue;
            }
            let status = text(&verdict, "status");
            let earned = verdict["earned"].as_u64().unwrap();
            let one = got.entry(text(&verdict, "of").to_owned()).or_insert(Got {
                statuses: status.to_owned(),
                points: 0,
                message: text(&verdict, "message").to_owned(),
            });
            one.points += earned;
            // What has passed says nothing, and the order of verdicts is open.
            if one.message.is_empty() {
                text(&verdict, "message").clone_into(&mut one.message);
            }
            if !one.statuses.contains(status) {
                one.statuses = format!("{} {status}", one.statuses);
            }
        }
        got
    }
}

/// The walls to judge behind: the best one that holds; each that does, if one must.
pub fn walls() -> Vec<&'static str> {
    let required = walls_are_required();
    let workbook = Workbook::new();
    let mut holding = Vec::new();
    for wall in ["bubblewrap", "landlock"] {
        let ran = workbook.run(&["sandbox", "--only", wall]);
        match ran.code {
            Some(0) => holding.push(wall),
            _ => eprintln!("not tried: {wall} does not hold here: {}", ran.out),
        }
    }
    if !required {
        holding.truncate(1);
    }
    assert!(!required || !holding.is_empty(), "no sandbox holds here");
    holding
}

/// Whether a wall must hold here.
pub fn walls_are_required() -> bool {
    std::env::var_os("WORKBOOK_REQUIRE_SANDBOX").is_some()
}
