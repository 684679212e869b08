//! Tables: our own, and those of Canvas and Moodle, filled in.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, bail};

use super::{Template, clean, points};
use crate::classroom::results::{Results, Student};

/// A filled-in file.
pub struct Filled {
    pub bytes: Vec<u8>,
    pub remarks: Vec<String>,
}

/// A row a student, with the points of each exercise. Students without a grade have no score.
pub fn plain(results: &Results) -> anyhow::Result<Vec<u8>> {
    let mut table = csv::Writer::from_writer(Vec::new());
    let ids = results.run.exercises.iter().map(|one| one.id.as_str());
    let header = [
        "student",
        "name",
        "email",
        "score",
        "max",
        "days_late",
        "flags",
        "not_graded",
    ];
    table.write_record(header.into_iter().chain(ids))?;
    for student in &results.students {
        let is_graded = student.not_graded.is_empty();
        let given = |points: String| if is_graded { points } else { String::new() };
        let late = student.submission.as_ref().map_or(0, |one| one.days_late);
        let own = student.exercises.iter().map(|one| one.flags.len());
        let flags = student.flags.len() + own.sum::<usize>();
        let mut row = vec![
            harmless(&student.student),
            harmless(&student.name),
            harmless(&student.email),
            given(points(student.score)),
            student.max.to_string(),
            late.to_string(),
            flags.to_string(),
            harmless(&student.not_graded),
        ];
        for planned in &results.run.exercises {
            let found = student.exercises.iter().find(|one| one.id == planned.id);
            row.push(given(
                found.map_or_else(String::new, |one| one.points.to_string()),
            ));
        }
        table.write_record(&row)?;
    }
    for student in &results.missing {
        let mut row = vec![String::new(); header.len() + results.run.exercises.len()];
        row[0] = harmless(student);
        row[7] = "no result yet".to_owned();
        table.write_record(&row)?;
    }
    Ok(table.into_inner()?)
}

/// A cell that no spreadsheet takes for a formula.
fn harmless(cell: &str) -> String {
    let cell = clean(cell).replace('\n', " ");
    match cell.trim_start().starts_with(['=', '+', '-', '@']) || cell.starts_with('\t') {
        true => format!("'{cell}"),
        false => cell,
    }
}

/// A file that was read: its cells, and whether it began with a byte-order mark.
struct Table {
    header: Vec<String>,
    rows: Vec<Vec<String>>,
    mark: bool,
}

const MARK: &str = "\u{feff}";

impl Table {
    fn read(file: &Path) -> anyhow::Result<Self> {
        let text =
            fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
        let mark = text.starts_with(MARK);
        let text = text.strip_prefix(MARK).unwrap_or(&text);
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes());
        let mut rows: Vec<Vec<String>> = Vec::new();
        for record in reader.records() {
            let record = record.with_context(|| format!("{} is no CSV", file.display()))?;
            rows.push(record.iter().map(str::to_owned).collect());
        }
        if rows.is_empty() {
            bail!(
                "{} is empty: export it from the gradebook first",
                file.display()
            );
        }
        let header = rows.remove(0);
        Ok(Self { header, rows, mark })
    }

    fn column(&self, name: &str, file: &Path) -> anyhow::Result<usize> {
        let found = self.header.iter().position(|one| one.trim() == name.trim());
        found.with_context(|| {
            format!(
                "{} has no column `{name}`; its columns: {}",
                file.display(),
                self.header.join(", ")
            )
        })
    }

    fn write(self, keep: impl Fn(usize) -> bool) -> anyhow::Result<Vec<u8>> {
        let mut bytes = if self.mark {
            MARK.as_bytes().to_vec()
        } else {
            Vec::new()
        };
        let mut table = csv::WriterBuilder::new()
            .flexible(true)
            .from_writer(Vec::new());
        for row in std::iter::once(&self.header).chain(&self.rows) {
            let cells = row.iter().enumerate().filter(|(at, _)| keep(*at));
            table.write_record(cells.map(|(_, cell)| cell))?;
        }
        bytes.extend(table.into_inner()?);
        Ok(bytes)
    }
}

/// The students by what names one of them alone: the key, the address, the cells of the roster, the name.
struct Known<'a>(BTreeMap<String, Option<&'a Student>>);

impl<'a> Known<'a> {
    fn of(results: &'a Results) -> Self {
        let mut known: BTreeMap<String, Option<&Student>> = BTreeMap::new();
        for student in &results.students {
            let mut names: Vec<String> = [&student.student, &student.email, &student.name]
                .into_iter()
                .chain(student.roster.values())
                .map(|name| folded(name))
                .filter(|name| !name.is_empty())
                .collect();
            names.sort();
            names.dedup();
            for name in names {
                // What names two names none.
                let entry = known.entry(name);
                entry
                    .and_modify(|found| *found = None)
                    .or_insert(Some(student));
            }
        }
        Self(known)
    }

    /// The student of a row, by the cells that are not points.
    fn find(&self, row: &[String], not: &[usize]) -> anyhow::Result<Option<&'a Student>> {
        let mut found: Option<&Student> = None;
        for (at, cell) in row.iter().enumerate() {
            let student = self.0.get(&folded(cell)).copied().flatten();
            let (Some(student), false) = (student, not.contains(&at)) else {
                continue;
            };
            if let Some(other) = found
                && other.student != student.student
            {
                bail!(
                    "the row `{}` names two students, {} and {}: correct the roster, then grade again",
                    row.join(", "),
                    other.student,
                    student.student
                );
            }
            found = Some(student);
        }
        Ok(found)
    }
}

fn folded(name: &str) -> String {
    name.trim().to_lowercase()
}

/// Fills the column of an assignment in a gradebook that Canvas has exported. What comes out holds the columns that
/// tell students apart, and that one: importing it touches nothing else.
///
/// # Errors
/// If the column is not there, or the points possible there are others.
pub fn canvas(results: &Results, template: &Template) -> anyhow::Result<Filled> {
    let file = template.file.as_path();
    let table = Table::read(file)?;
    let column = match &template.column {
        Some(name) => table.column(name, file)?,
        None => assignment_column(&table, &results.run.assignment.title, file)?,
    };
    // A row of the gradebook itself: it belongs to no student, and says what is possible.
    let possible = table.rows.iter().find(|row| {
        row.first()
            .is_some_and(|cell| cell.trim() == "Points Possible")
    });
    let possible = possible.and_then(|row| number(row.get(column)?));
    let factor = factor(results, possible, template)?;
    let identifies = [
        "Student",
        "ID",
        "SIS User ID",
        "SIS Login ID",
        "Integration ID",
        "Root Account",
        "Section",
    ];
    let kept: Vec<bool> = table
        .header
        .iter()
        .enumerate()
        .map(|(at, name)| at == column || identifies.contains(&name.trim()))
        .collect();
    let (table, remarks) = fill(results, table, column, None, factor)?;
    Ok(Filled {
        bytes: table.write(|at| kept.get(at).copied().unwrap_or(false))?,
        remarks,
    })
}

/// The column `Week 1 (1234)` for the title `Week 1`.
fn assignment_column(table: &Table, title: &str, file: &Path) -> anyhow::Result<usize> {
    let is_it = |name: &&String| {
        let name = name.trim();
        let without_number = name
            .strip_suffix(')')
            .and_then(|name| name.rsplit_once(" ("))
            .filter(|(_, number)| number.bytes().all(|byte| byte.is_ascii_digit()))
            .map_or(name, |(name, _)| name);
        !title.is_empty() && without_number == title
    };
    let found: Vec<usize> = table
        .header
        .iter()
        .enumerate()
        .filter(|(_, name)| is_it(name))
        .map(|(at, _)| at)
        .collect();
    match found[..] {
        [only] => Ok(only),
        _ => bail!(
            "{} has {} for the assignment `{title}`: make the assignment in Canvas first, export the gradebook, or \
             name the column with --column. Its columns: {}",
            file.display(),
            match found.len() {
                0 => "no column".to_owned(),
                many => format!("{many} columns"),
            },
            table.header.join(", ")
        ),
    }
}

/// Fills the grades, and with them the feedback, in a grading worksheet that Moodle has exported.
///
/// # Errors
/// If a column is not there, or the maximum grade is another one.
pub fn moodle(results: &Results, template: &Template) -> anyhow::Result<Filled> {
    let file = template.file.as_path();
    let table = Table::read(file)?;
    // The headers are in the language of the site.
    let column = match &template.column {
        Some(name) => table.column(name, file)?,
        None => table
            .column("Grade", file)
            .context("if the site is not in English, name the column of the grade with --column")?,
    };
    let feedback = match &template.feedback {
        Some(name) => Some(table.column(name, file)?),
        None => None,
    };
    let possible = table
        .header
        .iter()
        .position(|name| name.trim() == "Maximum Grade");
    let possible = possible.and_then(|at| number(table.rows.first()?.get(at)?));
    let factor = factor(results, possible, template)?;
    let (table, remarks) = fill(results, table, column, feedback, factor)?;
    Ok(Filled {
        bytes: table.write(|_| true)?,
        remarks,
    })
}

/// A number of points, with a point or, in other languages, a comma.
fn number(cell: &str) -> Option<f64> {
    cell.trim().replace(',', ".").parse().ok()
}

/// By how much to multiply points, so that all of them are what is possible.
fn factor(results: &Results, possible: Option<f64>, template: &Template) -> anyhow::Result<f64> {
    let max: u32 = results.run.exercises.iter().map(|one| one.points).sum();
    let max = f64::from(max);
    match possible {
        Some(possible) if (possible - max).abs() > f64::EPSILON => {
            if !template.scale {
                bail!(
                    "{} says that {} points are possible, and the assignment has {}: correct it there, or scale the \
                     points with --scale",
                    template.file.display(),
                    points(possible),
                    points(max)
                );
            }
            Ok(if max > 0.0 { possible / max } else { 0.0 })
        }
        _ => Ok(1.0),
    }
}

fn fill(
    results: &Results,
    mut table: Table,
    column: usize,
    feedback: Option<usize>,
    factor: f64,
) -> anyhow::Result<(Table, Vec<String>)> {
    let known = Known::of(results);
    let not: Vec<usize> = [Some(column), feedback].into_iter().flatten().collect();
    let mut filled: Vec<&str> = Vec::new();
    let mut remarks = Vec::new();
    for row in &mut table.rows {
        let Some(student) = known.find(row, &not)? else {
            let name = row.iter().find(|cell| !cell.trim().is_empty());
            if let Some(name) = name.filter(|name| name.trim() != "Points Possible") {
                remarks.push(format!(
                    "the row of {} is left as it was: no student of this run",
                    clean(name)
                ));
            }
            continue;
        };
        // No grade, no feedback: a gradebook would take an empty grade for its removal.
        if !student.not_graded.is_empty() {
            continue;
        }
        if filled.contains(&student.student.as_str()) {
            bail!(
                "two rows are those of {}: export the gradebook again",
                student.student
            );
        }
        filled.push(&student.student);
        let last = not.iter().max().copied().unwrap_or(column);
        if row.len() <= last {
            row.resize(last + 1, String::new());
        }
        row[column] = points(student.score * factor);
        if let Some(feedback) = feedback {
            row[feedback] =
                harmless(&super::graders::summary(&results.run, student).replace('\n', "; "));
        }
    }
    for student in &results.students {
        if student.not_graded.is_empty() && !filled.contains(&student.student.as_str()) {
            remarks.push(format!(
                "{} has a grade and no row",
                clean(&student.student)
            ));
        }
    }
    Ok((table, remarks))
}
