//! `export`: grades for the platforms that show them.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::bail;

use super::counted;
use crate::classroom::export::{self, Format, Template};
use crate::classroom::results::{Results, Run};

#[derive(clap::Args)]
#[command(after_help = HELP)]
pub struct Args {
    /// The folder that `grade --out` has written
    #[arg(value_name = "DIR")]
    folder: PathBuf,

    #[arg(long, value_enum)]
    format: Name,

    /// Where to: a file for csv, json, junit, canvas and moodle, else a new folder
    #[arg(long, value_name = "PATH")]
    out: PathBuf,

    /// canvas, moodle: the file that you have exported from there
    #[arg(long, value_name = "FILE")]
    template: Option<PathBuf>,

    /// canvas, moodle: the column of the grade, if it is not found by itself
    #[arg(long, value_name = "NAME")]
    column: Option<String>,

    /// moodle: the column for the result of each exercise
    #[arg(long, value_name = "NAME")]
    feedback: Option<String>,

    /// canvas, moodle: scale the points to what is possible there
    #[arg(long)]
    scale: bool,

    /// junit: one `<testsuite>` as the root
    #[arg(long)]
    bare: bool,

    /// classroom50: the short name of the classroom
    #[arg(long, value_name = "NAME", default_value = "classroom")]
    classroom: String,

    /// classroom50: the assignment's slug; made of its title if it is left out
    #[arg(long, value_name = "SLUG")]
    assignment: Option<String>,

    /// Show what hidden checks say, whatever the date
    #[arg(long)]
    open: bool,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Name {
    Gradescope,
    Classroom50,
    Prairielearn,
    Exercism,
    Junit,
    Json,
    Csv,
    Canvas,
    Moodle,
    Jplag,
}

const HELP: &str = "\
What a failure reveals is as the assignment says, in every format but json, which is yours. A student without a grade
gets none: nothing is exported for them, and they are named.

Exit status: 0 all students are in it, 1 some have no grade or no row, each named, 2 nothing was written.";

pub fn run(args: Args) -> anyhow::Result<ExitCode> {
    let results = Results::read(&args.folder)?;
    let template = || match &args.template {
        Some(file) => Ok(Template {
            file: file.clone(),
            column: args.column.clone(),
            feedback: args.feedback.clone(),
            scale: args.scale,
        }),
        None => bail!(
            "name the file that you have exported from there with --template: a new one would make a new assignment"
        ),
    };
    let format = match args.format {
        Name::Gradescope => Format::Gradescope,
        Name::Classroom50 => Format::Classroom50 {
            classroom: args.classroom.clone(),
            assignment: args
                .assignment
                .clone()
                .unwrap_or_else(|| slug(&results.run)),
        },
        Name::Prairielearn => Format::Prairielearn,
        Name::Exercism => Format::Exercism,
        Name::Junit => Format::Junit { bare: args.bare },
        Name::Json => Format::Json,
        Name::Csv => Format::Csv,
        Name::Canvas => Format::Canvas(template()?),
        Name::Moodle => Format::Moodle(template()?),
        Name::Jplag => Format::Jplag,
    };
    let open = args.open || is_open(&results.run);
    let written = export::export(&results, &args.folder, &args.out, &format, open)?;
    for remark in &written.remarks {
        anstream::eprintln!("{remark}");
    }
    anstream::println!(
        "{} to {}.",
        counted(written.students, "student"),
        args.out.display()
    );
    Ok(ExitCode::from(u8::from(!written.remarks.is_empty())))
}

/// Whether the date is past from which on hidden checks may be seen.
pub fn is_open(run: &Run) -> bool {
    let after = run.assignment.hidden_after.as_deref();
    let after = after.and_then(|text| text.parse::<jiff::Timestamp>().ok());
    after.is_some_and(|after| jiff::Timestamp::now() >= after)
}

/// `week-1` of `Week 1`.
fn slug(run: &Run) -> String {
    let words: Vec<String> = run
        .assignment
        .title
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    match words.is_empty() {
        true => "workbook".to_owned(),
        false => words.join("-"),
    }
}
