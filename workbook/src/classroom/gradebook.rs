//! `grades.csv`: a row for each student.

use std::path::Path;

use super::results::{self, Run, Student};

/// Writes it for the results in `folder`, which are read one after the other.
///
/// # Errors
/// If a result cannot be read, or the file not be written.
pub fn write(folder: &Path, run: &Run) -> anyhow::Result<()> {
    let mut table = csv::Writer::from_writer(Vec::new());
    let fixed = [
        "student",
        "name",
        "email",
        "score",
        "earned",
        "max",
        "days_late",
        "percent_off",
        "flags",
        "note",
    ];
    let exercises = run.exercises.iter().map(|exercise| exercise.id.as_str());
    table.write_record(fixed.into_iter().chain(exercises).map(harmless))?;
    for student in &run.students {
        let row = match results::read_student(folder, student)? {
            Some(found) => row(run, &found),
            None => {
                let mut row = vec![student.clone(); 1];
                row.resize(fixed.len() + run.exercises.len(), String::new());
                row[fixed.len() - 1] = "not graded yet".to_owned();
                row
            }
        };
        table.write_record(row.iter().map(|cell| harmless(cell)))?;
    }
    let bytes = table.into_inner().map_err(|error| error.into_error())?;
    results::write_bytes(&folder.join("grades.csv"), &bytes)
}

fn row(run: &Run, student: &Student) -> Vec<String> {
    let graded = student.not_graded.is_empty();
    let if_graded = |text: String| if graded { text } else { String::new() };
    let submission = student.submission.as_ref();
    let flags = student.flags.len()
        + student
            .exercises
            .iter()
            .map(|exercise| exercise.flags.len())
            .sum::<usize>();
    let note = match (graded, submission) {
        (false, _) => format!("not graded: {}", first_line(&student.not_graded)),
        (true, None) => "not handed in".to_owned(),
        (true, Some(_)) if nothing_in(student) => "no answer found in it".to_owned(),
        (true, Some(_)) => String::new(),
    };
    let mut row = vec![
        student.student.clone(),
        student.name.clone(),
        student.email.clone(),
        if_graded(student.score.to_string()),
        if_graded(student.earned.to_string()),
        student.max.to_string(),
        submission.map_or(String::new(), |one| one.days_late.to_string()),
        submission.map_or(String::new(), |one| one.percent_off.to_string()),
        flags.to_string(),
        note,
    ];
    row.extend(run.exercises.iter().map(|planned| {
        let own = student.exercises.iter().find(|own| own.id == planned.id);
        own.filter(|own| own.status != results::Word::NotGraded)
            .map_or(String::new(), |own| own.points.to_string())
    }));
    row
}

/// Whether a submission answers no exercise.
fn nothing_in(student: &Student) -> bool {
    let mut exercises = student.exercises.iter();
    exercises.all(|exercise| exercise.status == results::Word::NotHandedIn)
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

/// A cell that no spreadsheet takes for a formula.
fn harmless(cell: &str) -> String {
    match cell.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r') => format!("'{cell}"),
        _ => cell.to_owned(),
    }
}
