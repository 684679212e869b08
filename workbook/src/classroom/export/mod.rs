//! The results of grading for the systems that show grades.
//!
//! Texts of a check come from an answer, and names from a roster: each format escapes both. What a student may see of
//! a failure is decided in [`seen`], once for all formats.

mod gradebook;
mod graders;
mod jplag;
mod junit;
pub mod seen;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};

pub use graders::summary;
pub use seen::clean;

use super::results::Results;

/// A format, with what it needs beside the results.
#[derive(Clone, Debug)]
pub enum Format {
    Gradescope,
    Classroom50 {
        classroom: String,
        assignment: String,
    },
    Prairielearn,
    Exercism,
    Junit {
        bare: bool,
    },
    Json,
    Csv,
    /// A file that the instructor has exported, filled in.
    Canvas(Template),
    Moodle(Template),
    Jplag,
}

/// A gradebook to fill in.
#[derive(Clone, Debug)]
pub struct Template {
    pub file: PathBuf,
    /// The column of the grade; found by itself if there is none.
    pub column: Option<String>,
    /// The column for what each exercise got.
    pub feedback: Option<String>,
    /// Whether to scale the points to what the gradebook says is possible.
    pub scale: bool,
}

/// What was written.
#[derive(Debug, Default, PartialEq)]
pub struct Written {
    /// How many students are in it.
    pub students: usize,
    /// What the instructor has to know: students without a grade, rows without a student.
    pub remarks: Vec<String>,
}

/// Writes `results`, which are in `folder`, to `out` as `format` has them; `open`: hidden checks may be seen.
///
/// # Errors
/// If something cannot be read or written, or a template does not fit; then nothing is written.
pub fn export(
    results: &Results,
    folder: &Path,
    out: &Path,
    format: &Format,
    open: bool,
) -> anyhow::Result<Written> {
    let mut written = Written {
        students: results.students.len(),
        remarks: without_grade(results),
    };
    let graded = || {
        results
            .students
            .iter()
            .filter(|one| one.not_graded.is_empty())
    };
    let files: Vec<(PathBuf, Vec<u8>)> = match format {
        Format::Csv => return one(out, gradebook::plain(results)?, written),
        Format::Json => return one(out, graders::whole(results)?, written),
        Format::Junit { bare } => {
            return one(
                out,
                junit::report(results, open, *bare).into_bytes(),
                written,
            );
        }
        Format::Canvas(template) => {
            let filled = gradebook::canvas(results, template)?;
            written.remarks.extend(filled.remarks);
            return one(out, filled.bytes, written);
        }
        Format::Moodle(template) => {
            let filled = gradebook::moodle(results, template)?;
            written.remarks.extend(filled.remarks);
            return one(out, filled.bytes, written);
        }
        Format::Gradescope => graded()
            .map(|student| graders::gradescope(&results.run, student, open))
            .collect::<anyhow::Result<_>>()?,
        Format::Classroom50 {
            classroom,
            assignment,
        } => {
            let names = (classroom.as_str(), assignment.as_str());
            graded()
                .map(|student| graders::classroom50(&results.run, student, open, names))
                .collect::<anyhow::Result<_>>()?
        }
        Format::Prairielearn => graded()
            .map(|student| graders::prairielearn(&results.run, student, open))
            .collect::<anyhow::Result<_>>()?,
        Format::Exercism => {
            let mut files = Vec::new();
            for student in graded() {
                files.extend(graders::exercism(&results.run, student, open)?);
            }
            files
        }
        Format::Jplag => jplag::layout(results, folder)?,
    };
    if out.exists() && fs::read_dir(out).map_or(true, |mut there| there.next().is_some()) {
        bail!(
            "{} is not an empty folder: results of another run would stay beside these. Name a new one.",
            out.display()
        );
    }
    fs::create_dir_all(out).with_context(|| format!("making {}", out.display()))?;
    for (name, bytes) in files {
        put(&out.join(name), &bytes)?;
    }
    Ok(written)
}

/// A sentence for each student without a grade.
fn without_grade(results: &Results) -> Vec<String> {
    let missing = results.missing.iter();
    let missing = missing.map(|name| format!("{} has no result yet", clean(name)));
    let failed = results
        .students
        .iter()
        .filter(|one| !one.not_graded.is_empty());
    let failed = failed.map(|one| {
        format!(
            "{} is not graded: {}",
            clean(&one.student),
            clean(&one.not_graded)
        )
    });
    missing.chain(failed).collect()
}

fn one(out: &Path, bytes: Vec<u8>, written: Written) -> anyhow::Result<Written> {
    put(out, &bytes)?;
    Ok(written)
}

fn put(file: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))?;
    }
    fs::write(file, bytes).with_context(|| format!("writing {}", file.display()))
}

/// Points without needless zeros: `12`, `12.5`, `12.33`.
pub fn points(points: f64) -> String {
    let text = format!("{points:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    text.to_owned()
}
