//! The ledger of what has been proven: `solutions/ledger.jsonl`.
//!
//! A line an exercise, in order, with an empty line between, so that two changes of different exercises
//! merge. The tool alone writes it: a line that was edited by hand breaks its seal.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::error::{Error, Result};

/// From the root.
pub const FILE: &str = "solutions/ledger.jsonl";

/// What was proven of one exercise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// `ch01/overlap`
    pub exercise: String,
    /// Of everything that the proof depends on.
    pub digest: String,
    pub checks: usize,
    pub right: usize,
    /// How often each check of the reference passed in a row, with every core busy.
    pub repeated: u32,
    /// By the slug of a wrong answer: what rejected it.
    pub rejected: BTreeMap<String, Rejection>,
}

/// What rejected a wrong answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Rejection {
    /// The checks, by their place in their file, from 0.
    Checks(Vec<usize>),
    /// `"compiler"`.
    Compiler(String),
}

/// A line as the file holds it.
#[derive(Serialize, Deserialize)]
struct Sealed {
    #[serde(flatten)]
    line: Line,
    seal: String,
}

/// All lines, by the exercise's id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    pub lines: BTreeMap<String, Line>,
    /// Lines that cannot be believed: their numbers and why.
    pub faults: Vec<String>,
}

impl Ledger {
    /// Reads the ledger of the workbook at `root`; an empty one if there is none.
    ///
    /// # Errors
    /// If it is there and cannot be read.
    pub fn read(root: &Path) -> Result<Self> {
        let file = root.join(FILE);
        match fs::read_to_string(&file) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            text => Ok(Self::parse(
                &text.map_err(|error| Error::io("reading", &file, error))?,
            )),
        }
    }

    /// The line of one exercise, without reading the others. Nothing if there is none that can be believed.
    pub fn line(root: &Path, exercise: &str) -> Option<Line> {
        let text = fs::read_to_string(root.join(FILE)).ok()?;
        let named = format!("{{\"exercise\":\"{exercise}\",");
        let line = text.lines().find(|line| line.starts_with(&named))?;
        unseal(line).ok()
    }

    fn parse(text: &str) -> Self {
        let mut ledger = Self::default();
        for (number, text) in text.lines().enumerate() {
            if text.trim().is_empty() {
                continue;
            }
            match unseal(text) {
                Ok(line) => {
                    ledger.lines.insert(line.exercise.clone(), line);
                }
                Err(why) => ledger.faults.push(format!("line {}: {why}", number + 1)),
            }
        }
        ledger
    }

    /// Whether `exercise` was proven with this digest.
    pub fn covers(&self, exercise: &str, digest: &str) -> bool {
        self.lines
            .get(exercise)
            .is_some_and(|line| line.digest == digest)
    }

    /// Writes the ledger, whole or not at all.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write(&self, root: &Path) -> Result<()> {
        let file = root.join(FILE);
        let lines: Vec<String> = self.lines.values().map(seal).collect();
        let put = || {
            let mut whole = tempfile::NamedTempFile::new_in(file.parent().unwrap_or(root))?;
            whole.write_all((lines.join("\n\n") + "\n").as_bytes())?;
            whole.persist(&file)?;
            // A temporary file is its owner's alone; this one is everybody's.
            #[cfg(unix)]
            fs::set_permissions(&file, std::os::unix::fs::PermissionsExt::from_mode(0o644))?;
            Ok(())
        };
        put().map_err(|error: std::io::Error| Error::io("writing", &file, error))
    }
}

fn seal(line: &Line) -> String {
    let sealed = Sealed {
        line: line.clone(),
        seal: seal_of(line),
    };
    serde_json::to_string(&sealed).unwrap_or_default()
}

fn seal_of(line: &Line) -> String {
    let text = serde_json::to_string(line).unwrap_or_default();
    short(&Sha256::digest(format!("sealed by the workbook: {text}")))
}

/// The first bytes of a hash, in hexadecimal.
pub fn short(hash: &[u8]) -> String {
    hash[..8].iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unseal(text: &str) -> std::result::Result<Line, String> {
    let Sealed { line, seal } = serde_json::from_str(text).map_err(|error| error.to_string())?;
    if seal_of(&line) != seal {
        return Err(format!(
            "its seal does not fit: {} was edited by hand, or merged by hand",
            line.exercise
        ));
    }
    Ok(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(exercise: &str) -> Line {
        Line {
            exercise: exercise.to_owned(),
            digest: "0123456789abcdef".to_owned(),
            checks: 2,
            right: 2,
            repeated: 20,
            rejected: BTreeMap::from([
                ("swaps".to_owned(), Rejection::Checks(vec![1])),
                (
                    "no_await".to_owned(),
                    Rejection::Compiler("compiler".to_owned()),
                ),
            ]),
        }
    }

    #[test]
    fn what_was_written_is_read_again_and_nothing_else_is() {
        let text = seal(&line("ch01/both"));
        assert_eq!(unseal(&text), Ok(line("ch01/both")));
        for (from, to) in [("[1]", "[0]"), ("20", "1000"), ("0123", "1123")] {
            let edited = text.replacen(from, to, 1);
            assert_ne!(edited, text);
            assert!(
                unseal(&edited).unwrap_err().contains("its seal"),
                "{edited}"
            );
        }
        assert!(unseal("{}").is_err());
    }

    #[test]
    fn a_bad_line_costs_only_itself() {
        let text = format!(
            "{}\n\n<<<<<<< HEAD\n\n{}\n",
            seal(&line("ch01/both")),
            seal(&line("ch01/double"))
        );
        let ledger = Ledger::parse(&text);
        assert_eq!(ledger.lines.len(), 2);
        assert_eq!(ledger.faults.len(), 1);
        assert!(
            ledger.faults[0].starts_with("line 3: "),
            "{:?}",
            ledger.faults
        );
    }
}
