//! A class in parts, each graded on a machine of its own, and the parts put together again.

use std::fs;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use anyhow::{Context as _, bail};

use super::gradebook;
use super::results::{self, Run, Student, file_name};
use crate::engine::catalog::entries;

/// Part `number` of `of`, from 1: `2/4`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    number: usize,
    of: usize,
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parts = text
            .split_once('/')
            .and_then(|(number, of)| Some((number.parse().ok()?, of.parse().ok()?)));
        match parts {
            Some((number, of)) if (1..=of).contains(&number) => Ok(Self { number, of }),
            _ => Err(format!(
                "`{text}` is no part of a class: expected one like 2/4, the second of four"
            )),
        }
    }
}

impl Shard {
    /// Whether the student at this place of the whole class is in it.
    pub fn holds(self, place: usize) -> bool {
        place % self.of == self.number - 1
    }
}

/// What [`merge`] did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merged {
    pub students: usize,
    /// Students that no part has a result for.
    pub missing: Vec<String>,
}

/// Puts the results in the folders `parts` together, in `out`.
///
/// # Errors
/// If they are not parts of one run, or two have different results of one student.
pub fn merge(parts: &[PathBuf], out: &Path) -> anyhow::Result<Merged> {
    let mut run: Option<(Run, &Path)> = None;
    for part in parts {
        let Some(own) = results::read_run(part)? else {
            bail!(
                "{} holds no run.json: expected a folder that `cargo workbook grade --shard` has written",
                part.display()
            );
        };
        match &run {
            None => run = Some((own, part)),
            Some((first, at)) => {
                if let Some(what) = difference(first, &own) {
                    bail!(
                        "{} and {} are not parts of one run: {what} differs",
                        at.display(),
                        part.display()
                    );
                }
            }
        }
    }
    let Some((run, _)) = run else {
        bail!("there is nothing to put together: name the folders of the parts");
    };
    if results::read_run(out)?.is_some_and(|there| there != run) {
        bail!("{} holds another run: name an empty folder", out.display());
    }
    let mut merged = Merged {
        students: 0,
        missing: Vec::new(),
    };
    for student in &run.students {
        let mut found: Option<(Student, &Path)> = None;
        for part in parts {
            let Some(own) = results::read_student(part, student)? else {
                continue;
            };
            match &found {
                Some((first, at)) if timeless(first) != timeless(&own) => bail!(
                    "{} and {} have different results of {student}",
                    at.display(),
                    part.display()
                ),
                Some(_) => {}
                None => found = Some((own, part)),
            }
        }
        let Some((_, part)) = found else {
            merged.missing.push(student.clone());
            continue;
        };
        merged.students += 1;
        copy_student(part, out, student)?;
    }
    results::write(&out.join("run.json"), &run)?;
    gradebook::write(out, &run)?;
    Ok(merged)
}

/// A result without what differs from run to run.
pub fn timeless(student: &Student) -> Student {
    let mut student = student.clone();
    student.graded_at.clear();
    student.seconds = 0.0;
    for check in student.exercises.iter_mut().flat_map(|e| &mut e.checks) {
        check.seconds = 0.0;
    }
    student
}

fn difference(one: &Run, other: &Run) -> Option<&'static str> {
    let parts = [
        (one.assignment != other.assignment, "the assignment"),
        (one.students != other.students, "the class"),
        (one.toolchain != other.toolchain, "the toolchain"),
        (one.sandbox != other.sandbox, "the sandbox"),
        (one.exercises != other.exercises, "a list of checks"),
        (one.digest != other.digest, "what the checks are made of"),
    ];
    parts.iter().find_map(|(is, what)| is.then_some(*what))
}

/// A student's results, the earlier ones too, and answers.
fn copy_student(part: &Path, out: &Path, student: &str) -> anyhow::Result<()> {
    let copy = |from: &Path, to: &Path| {
        let bytes = fs::read(from).with_context(|| format!("reading {}", from.display()))?;
        results::write_bytes(to, &bytes)
    };
    let (from, to) = (
        results::student_file(part, student),
        results::student_file(out, student),
    );
    for number in 1.. {
        let ending = format!("{number}.json");
        let earlier = from.with_extension(&ending);
        if !earlier.is_file() {
            break;
        }
        copy(&earlier, &to.with_extension(&ending))?;
    }
    copy(&from, &to)?;
    let answers = Path::new("answers").join(file_name(student));
    for chapter in entries(&part.join(&answers))? {
        for file in entries(&chapter)? {
            let name = file.strip_prefix(part)?;
            copy(&file, &out.join(name))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_of_a_class_hold_each_student_once() {
        let parts: Vec<Shard> = ["1/3", "2/3", "3/3"]
            .iter()
            .map(|text| text.parse().unwrap())
            .collect();
        for place in 0..10 {
            assert_eq!(parts.iter().filter(|part| part.holds(place)).count(), 1);
        }
    }

    #[test]
    fn a_part_that_there_is_not_is_refused() {
        for text in ["0/2", "3/2", "1", "a/b", "1/0", "-1/2"] {
            assert!(text.parse::<Shard>().is_err(), "{text}");
        }
    }
}
