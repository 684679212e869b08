//! A roster: a CSV file of who is in the class.
//!
//! The first column is the key by which a student is known. Of the others, these mean something:
//!
//! | column | holds |
//! |---|---|
//! | `name`, `email` | for people |
//! | `submission` | the name of the submission's folder or file, if it is not the key |
//! | `commit` | the commit that counts, of a repository |
//! | `collected_at` | when the submission was collected |
//! | `deadline` | another deadline than the assignment's, for this student |
//! | `tokens` | how many late tokens this student has left |
//!
//! A student who handed in several times has several rows.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, bail};

use super::late::moment;

/// A student of the roster.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Person {
    pub key: String,
    pub name: String,
    pub email: String,
    pub deadline: Option<String>,
    pub tokens: Option<u32>,
    /// Its further columns, except those of `rows`.
    pub more: BTreeMap<String, String>,
    pub rows: Vec<Row>,
}

/// What a row says of a submission; empty fields for what it does not say.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    pub submission: String,
    pub commit: String,
    pub collected_at: String,
}

/// Reads a roster; students in the order of their keys.
///
/// # Errors
/// If it is not as expected, naming the line.
pub fn read(file: &Path) -> anyhow::Result<Vec<Person>> {
    let bytes = fs::read(file).with_context(|| format!("reading {}", file.display()))?;
    parse(&bytes).with_context(|| format!("{} is no roster", file.display()))
}

fn parse(bytes: &[u8]) -> anyhow::Result<Vec<Person>> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let head = bytes.split(|byte| *byte == b'\n').next().unwrap_or(bytes);
    // Where a comma is the decimal sign, spreadsheets write semicolons.
    let delimiter = match (head.contains(&b','), head.contains(&b';')) {
        (false, true) => b';',
        _ => b',',
    };
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .trim(csv::Trim::All)
        .from_reader(bytes);
    let columns: Vec<String> = reader
        .headers()?
        .iter()
        .map(|name| name.to_lowercase().replace(' ', "_"))
        .collect();
    let mut people: BTreeMap<String, Person> = BTreeMap::new();
    for record in reader.records() {
        let record = record?;
        let line = record.position().map_or(0, csv::Position::line);
        let Some(key) = record.get(0).filter(|key| !key.is_empty()) else {
            bail!("line {line}: the first column, by which a student is known, is empty");
        };
        let person = people.entry(key.to_owned()).or_default();
        person.key = key.to_owned();
        let mut row = Row::default();
        for (column, value) in columns.iter().zip(record.iter()).skip(1) {
            if value.is_empty() {
                continue;
            }
            let value = value.to_owned();
            match column.as_str() {
                "name" => person.name = value,
                "email" => person.email = value,
                "submission" => row.submission = value,
                "commit" => {
                    let hex = value.bytes().all(|byte| byte.is_ascii_hexdigit());
                    if !hex || !(7..=64).contains(&value.len()) {
                        bail!(
                            "line {line}: `{value}` is no commit: expected 7 to 64 hexadecimal digits"
                        );
                    }
                    row.commit = value.to_lowercase();
                }
                "collected_at" => {
                    moment(&value).with_context(|| format!("line {line}, collected_at"))?;
                    row.collected_at = value;
                }
                "deadline" => {
                    moment(&value).with_context(|| format!("line {line}, deadline"))?;
                    person.deadline = Some(value);
                }
                "tokens" => {
                    let tokens = value.parse().with_context(|| {
                        format!("line {line}: `{value}` is no number of late tokens")
                    })?;
                    person.tokens = Some(tokens);
                }
                _ => {
                    person.more.insert(column.clone(), value);
                }
            }
        }
        person.rows.push(row);
    }
    if people.is_empty() {
        bail!("it names no student: expected a line of column names, then a line for each student");
    }
    Ok(people.into_values().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_one_student_are_put_together_and_unknown_columns_kept() {
        let text = "\u{feff}Student;Name;Section;Submission;Collected at;tokens\r\n\
                    zoe;Zoë;B;;;\n\
                    ann;\"Ann; A.\";A;one.zip;2026-10-01T10:00:00Z;2\n\
                    ann;;;two.zip;2026-10-02T10:00:00Z;\n";
        let people = parse(text.as_bytes()).unwrap();
        assert_eq!(people.len(), 2);
        let ann = &people[0];
        assert_eq!((ann.name.as_str(), ann.tokens), ("Ann; A.", Some(2)));
        assert_eq!(ann.more["section"], "A");
        let rows: Vec<_> = ann.rows.iter().map(|row| row.submission.as_str()).collect();
        assert_eq!(rows, ["one.zip", "two.zip"]);
        assert_eq!(people[1].rows, [Row::default()]);
    }

    #[test]
    fn what_is_wrong_is_named_by_its_line() {
        for (text, said) in [
            ("student,name\n,Ann\n", "line 2: the first column"),
            ("student,commit\na,HEAD\n", "line 2: `HEAD` is no commit"),
            ("student,collected_at\na,today\n", "line 2, collected_at"),
            ("student,tokens\na,many\n", "`many` is no number"),
            ("student,name\n", "names no student"),
        ] {
            let error = format!("{:#}", parse(text.as_bytes()).unwrap_err());
            assert!(error.contains(said), "{error}");
        }
    }
}
