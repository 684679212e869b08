//! What grading leaves in its folder, and what everything else reads from there.
//!
//! | file | holds |
//! |---|---|
//! | `run.json` | a [`Run`]: the assignment, the students, how it was graded |
//! | `students/NAME.json` | a [`Student`]; NAME is [`file_name`] of the student's key |
//! | `students/NAME.1.json` … | earlier results of that student, oldest first |
//! | `answers/NAME/ch01/overlap.rs` | the answers as they were judged |
//!
//! A file is written whole or not at all. A student in `run.json` without a file was not graded yet.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::assignment::{Assignment, Reveal};
use crate::engine::verdict::Status;

/// The version of the format. A reader refuses another one.
pub const FORMAT: u32 = 1;

/// `run.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Run {
    pub format: u32,
    /// The assignment as it was graded by.
    pub assignment: Assignment,
    /// The exercises that count, in the book's order.
    pub exercises: Vec<Planned>,
    /// The keys of all students, sorted: those without a submission too, if there is a roster.
    pub students: Vec<String>,
    /// What `rustc --version` says.
    pub toolchain: String,
    /// The wall around the answers: `bubblewrap`, `landlock` or `none`.
    pub sandbox: String,
    /// Of everything that a grade depends on beside the answers: checks, toolchain, assignment.
    pub digest: String,
}

/// An exercise of a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Planned {
    /// `ch01/overlap`
    pub id: String,
    pub title: String,
    /// Its page, `ch01/order.md`.
    pub page: String,
    pub points: u32,
    pub reveal: Reveal,
    /// In the order of their file; hidden ones last.
    pub checks: Vec<PlannedCheck>,
}

/// A check of a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlannedCheck {
    /// `both_jobs_are_in_flight_at_once`
    pub name: String,
    pub points: u32,
    /// Whether it came from `--hidden`.
    pub hidden: bool,
}

/// `students/NAME.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Student {
    pub format: u32,
    /// The key: the roster's first column, or the name of the submission's folder or file.
    pub student: String,
    /// From the roster; empty without one.
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub email: String,
    /// The roster's further columns, as they are: `id`, `sis_id`, `section` ….
    #[serde(default)]
    pub roster: std::collections::BTreeMap<String, String>,
    /// Of everything that this result depends on: with the same key it is kept.
    pub key: String,
    /// What was graded; `None` if nothing was handed in.
    pub submission: Option<Submission>,
    pub sandbox: String,
    /// Points of the checks that passed.
    pub earned: u32,
    pub max: u32,
    /// `earned` after the late policy: the grade.
    pub score: f64,
    /// Why there is no grade, if the grader itself failed; empty otherwise. Then `score` means nothing.
    #[serde(default)]
    pub not_graded: String,
    /// How often grading was tried.
    pub tries: u32,
    /// The exercises of [`Run::exercises`], in that order.
    pub exercises: Vec<Graded>,
    /// What is suspicious about the submission as a whole, in sentences.
    #[serde(default)]
    pub flags: Vec<String>,
    /// When it was graded, RFC 3339, and how long it took. Both differ from run to run.
    #[serde(default)]
    pub graded_at: String,
    #[serde(default)]
    pub seconds: f64,
}

/// The submission that counts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Submission {
    /// The folder, archive or repository, below SUBMISSIONS.
    pub from: String,
    /// The commit, of a repository; else empty.
    #[serde(default)]
    pub commit: String,
    /// Of the answers' texts.
    pub digest: String,
    /// RFC 3339; empty if it is not known.
    #[serde(default)]
    pub collected_at: String,
    /// Days that have begun after the deadline; 0 in time.
    #[serde(default)]
    pub days_late: u32,
    /// Late tokens that it took.
    #[serde(default)]
    pub tokens: u32,
    /// Per cent of the points that lateness costs.
    #[serde(default)]
    pub percent_off: u32,
    /// How many submissions of this student there were.
    pub of: u32,
}

/// One exercise of one student.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Graded {
    pub id: String,
    pub status: Word,
    /// Before the late policy.
    pub points: u32,
    pub max: u32,
    /// Of everything that the checks' verdicts depend on: with the same key they are kept. Empty if not graded.
    #[serde(default)]
    pub key: String,
    /// The answer's file in the submission; empty if not handed in.
    pub file: String,
    /// Where its text was kept, from the run's folder: `answers/alice/ch01/overlap.rs`. Empty if there is none.
    #[serde(default)]
    pub kept: String,
    pub checks: Vec<Checked>,
    /// What is suspicious about the answer, in sentences. It costs nothing.
    #[serde(default)]
    pub flags: Vec<String>,
}

/// One check of one student.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Checked {
    /// As [`PlannedCheck::name`].
    pub check: String,
    #[serde(default)]
    pub hidden: bool,
    pub status: Status,
    pub points: u32,
    pub max: u32,
    /// As in [`crate::engine::verdict::Verdict`]: whole, whatever the student may see of it.
    #[serde(default)]
    pub message: String,
    #[serde(default)]
    pub at: String,
    #[serde(default)]
    pub timeline: String,
    #[serde(default)]
    pub printed: String,
    #[serde(default)]
    pub seconds: f64,
}

/// An exercise in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Word {
    /// Each check passed.
    Passed,
    /// Some did.
    Partial,
    /// None did, and none has a word below.
    Failed,
    /// None passed, and one hung, crashed …: the worst that happened.
    DidNotFinish,
    Hung,
    Crashed,
    OutOfMemory,
    DidNotCompile,
    Forged,
    NotHandedIn,
    /// The grader failed, not the answer.
    NotGraded,
}

impl Word {
    /// The word for an exercise whose checks ended like this. Without checks: not graded.
    pub fn of(checks: impl IntoIterator<Item = Status>) -> Self {
        let statuses: Vec<Status> = checks.into_iter().collect();
        let passed = statuses.iter().filter(|s| **s == Status::Passed).count();
        if statuses.is_empty() {
            return Word::NotGraded;
        }
        if statuses.contains(&Status::Forged) {
            return Word::Forged;
        }
        if passed == statuses.len() {
            return Word::Passed;
        }
        if passed > 0 {
            return Word::Partial;
        }
        let word = |status: &Status| match status {
            Status::Passed | Status::Failed | Status::Missing | Status::NotRun => Word::Failed,
            Status::Hung => Word::Hung,
            Status::DidNotFinish => Word::DidNotFinish,
            Status::Crashed => Word::Crashed,
            Status::OutOfMemory => Word::OutOfMemory,
            Status::DidNotCompile => Word::DidNotCompile,
            Status::Forged => Word::Forged,
            Status::NotHandedIn => Word::NotHandedIn,
        };
        statuses.iter().map(word).max().unwrap_or(Word::NotGraded)
    }

    /// As people read it.
    pub fn words(self) -> &'static str {
        match self {
            Word::Passed => "passed",
            Word::Partial => "partly passed",
            Word::Failed => "failed",
            Word::DidNotFinish => "did not finish",
            Word::Hung => "hung",
            Word::Crashed => "crashed",
            Word::OutOfMemory => "out of memory",
            Word::DidNotCompile => "did not compile",
            Word::Forged => "forged",
            Word::NotHandedIn => "not handed in",
            Word::NotGraded => "not graded",
        }
    }
}

/// The name of a student's files, without an ending: letters, digits and `-_@+` as they are, a dot before a letter
/// too, everything else as `%` and two digits. So no name leaves the folder, and none ends like an earlier result.
pub fn file_name(student: &str) -> String {
    let bytes = student.as_bytes();
    let mut name = String::new();
    for (at, byte) in bytes.iter().enumerate() {
        let letter_next = bytes.get(at + 1).is_some_and(u8::is_ascii_alphabetic);
        if byte.is_ascii_alphanumeric()
            || b"-_@+".contains(byte)
            || (*byte == b'.' && at > 0 && letter_next)
        {
            name.push(char::from(*byte));
        } else {
            name.push_str(&format!("%{byte:02X}"));
        }
    }
    if name.is_empty() {
        name.push_str("%00");
    }
    name
}

/// A run's folder, read.
#[derive(Clone, Debug, PartialEq)]
pub struct Results {
    pub run: Run,
    /// In the order of [`Run::students`].
    pub students: Vec<Student>,
    /// Students without a result.
    pub missing: Vec<String>,
}

impl Results {
    /// Reads the results in `folder`.
    ///
    /// # Errors
    /// If there is no `run.json`, or a file is not as expected, naming it.
    pub fn read(folder: &Path) -> anyhow::Result<Self> {
        let Some(run) = read_run(folder)? else {
            bail!(
                "{} holds no run.json: expected a folder that `cargo workbook grade --out` has written",
                folder.display()
            );
        };
        let mut results = Self {
            run,
            students: Vec::new(),
            missing: Vec::new(),
        };
        for student in &results.run.students {
            match read_student(folder, student)? {
                Some(found) => results.students.push(found),
                None => results.missing.push(student.clone()),
            }
        }
        Ok(results)
    }
}

/// Reads the run in `folder`; `None` if there is none.
///
/// # Errors
/// If it is not as expected.
pub fn read_run(folder: &Path) -> anyhow::Result<Option<Run>> {
    let file = folder.join("run.json");
    let run = read::<Run>(&file)?;
    if let Some(run) = &run {
        expect_format(run.format, &file)?;
    }
    Ok(run)
}

/// The file with a student's result.
pub fn student_file(folder: &Path, student: &str) -> PathBuf {
    folder
        .join("students")
        .join(format!("{}.json", file_name(student)))
}

/// Reads one student's result; `None` if there is none.
///
/// # Errors
/// If it is not as expected, naming the file.
pub fn read_student(folder: &Path, student: &str) -> anyhow::Result<Option<Student>> {
    let file = student_file(folder, student);
    let Some(found) = read::<Student>(&file)? else {
        return Ok(None);
    };
    expect_format(found.format, &file)?;
    if found.student != *student {
        bail!(
            "{} is the result of `{}`: expected that of `{student}`",
            file.display(),
            found.student
        );
    }
    Ok(Some(found))
}

/// Writes a JSON file whole or not at all, a computer that loses its power included.
///
/// # Errors
/// If it cannot be written.
pub fn write(file: &Path, what: &impl Serialize) -> anyhow::Result<()> {
    let mut text = serde_json::to_vec_pretty(what)?;
    text.push(b'\n');
    write_bytes(file, &text)
}

/// As [`write()`], any bytes.
///
/// # Errors
/// If they cannot be written.
pub fn write_bytes(file: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let written = || -> io::Result<()> {
        let folder = file.parent().unwrap_or(file);
        fs::create_dir_all(folder)?;
        let mut new = tempfile::Builder::new()
            .prefix(UNFINISHED)
            .tempfile_in(folder)?;
        new.write_all(bytes)?;
        new.as_file().sync_all()?;
        new.persist(file)?;
        Ok(())
    };
    written().with_context(|| format!("writing {}", file.display()))
}

/// How the names of files begin that are being written.
pub const UNFINISHED: &str = ".unfinished-";

fn expect_format(format: u32, file: &Path) -> anyhow::Result<()> {
    if format != FORMAT {
        bail!(
            "{} is of format {format}, and this tool reads format {FORMAT}: grade again with this tool",
            file.display()
        );
    }
    Ok(())
}

/// A JSON file; `None` if it is not there.
fn read<T: DeserializeOwned>(file: &Path) -> anyhow::Result<Option<T>> {
    match fs::read(file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        bytes => {
            let bytes = bytes.with_context(|| format!("reading {}", file.display()))?;
            serde_json::from_slice(&bytes)
                .with_context(|| format!("{} is not a result of grading", file.display()))
                .map(Some)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_of_a_file_leaves_no_folder_and_is_no_earlier_result() {
        for (student, file) in [
            ("alice", "alice"),
            ("bob.jones@example.org", "bob.jones@example.org"),
            ("../../etc", "%2E%2E%2F%2E%2E%2Fetc"),
            ("alice.1", "alice%2E1"),
            (".git", "%2Egit"),
            ("Zoë", "Zo%C3%AB"),
            ("", "%00"),
        ] {
            assert_eq!(file_name(student), file);
        }
    }

    #[test]
    fn an_exercise_has_the_word_of_its_worst_check_unless_one_passed() {
        use Status::*;
        assert_eq!(Word::of([Passed, Passed]), Word::Passed);
        assert_eq!(Word::of([Passed, Hung]), Word::Partial);
        assert_eq!(Word::of([Failed, Hung, NotRun]), Word::Hung);
        assert_eq!(
            Word::of([DidNotCompile, DidNotCompile]),
            Word::DidNotCompile
        );
        assert_eq!(Word::of([Passed, Forged]), Word::Forged);
        assert_eq!(Word::of([]), Word::NotGraded);
    }
}
