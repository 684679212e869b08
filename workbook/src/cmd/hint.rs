//! `hint`: one more hint at each asking.

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use anstyle::{AnsiColor, Style};
use anyhow::bail;

use crate::engine::catalog::{Catalog, Exercise};
use crate::standing::{self, Standing};
use crate::{hints, root, served, state};

use super::counted;
use super::text::{columns, wrapped};

/// Exit status 0: a hint was given; 2: none could be.
#[derive(clap::Args)]
#[command(after_help = HELP)]
pub struct Args {
    /// The exercise (ch01/overlap, or overlap if no other chapter has one of that name) or its file
    #[arg(value_name = "EXERCISE|FILE")]
    name: Option<String>,

    /// Repeat the hints given so far, and give no new one
    #[arg(long)]
    again: bool,
}

const HELP: &str = "\
Each asking gives one more, from a question to a plan. `list` shows how many were given;
points do not depend on that.

Examples:
  cargo workbook hint ch01/overlap
  cargo workbook hint ch01/overlap --again

Exit status: 0 a hint was given, 2 none could be.";

const HEADING: Style = AnsiColor::Cyan.on_default().bold();
const QUIET: Style = Style::new().dimmed();

/// What to print: hints by their places, from 0, and how far the exercise is.
struct Given {
    hints: std::ops::Range<usize>,
    /// That there was no new one: the last is repeated.
    is_repeated: bool,
    standing: Standing,
}

pub fn run(args: Args) -> anyhow::Result<ExitCode> {
    let catalog = Catalog::outline(&root::here()?)?;
    let Some(name) = &args.name else {
        bail!("{}", which(&catalog)?);
    };
    let exercise = catalog.exercise(name)?;
    let printed = if args.again {
        again(&catalog, exercise)
    } else {
        let next = format!("`cargo workbook hint {}`", exercise.id);
        one_more(&mut anstream::stdout().lock(), &catalog, exercise, &next)
    };
    match printed {
        Err(error) if !is_broken_pipe(&error) => Err(error),
        _ => Ok(ExitCode::SUCCESS),
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let error = error.downcast_ref::<io::Error>();
    error.is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}

/// Writes the next hint of `exercise` and counts it; `next` is what gives the one after it.
///
/// # Errors
/// If there are no hints, the state cannot be read, or `out` cannot be written.
pub(super) fn one_more(
    out: &mut impl Write,
    catalog: &Catalog,
    exercise: &Exercise,
    next: &str,
) -> anyhow::Result<()> {
    let root = &catalog.root;
    let all = exercise.hints.len();
    let (_, standing) = so_far(catalog, exercise)?;
    let before = hints::count_one(root, exercise);
    let nth = before.min(all - 1);
    let given = Given {
        hints: nth..nth + 1,
        is_repeated: before == all,
        standing,
    };
    Ok(print(out, root, exercise, &given, next)?)
}

/// Prints the hints given so far.
fn again(catalog: &Catalog, exercise: &Exercise) -> anyhow::Result<()> {
    let (hints, standing) = so_far(catalog, exercise)?;
    let id = &exercise.id;
    if hints == 0 {
        bail!(
            "no hint of {id} was given yet: `cargo workbook hint {id}` gives the first of {}",
            exercise.hints.len()
        );
    }
    let given = Given {
        hints: 0..hints,
        is_repeated: false,
        standing,
    };
    let next = format!("`cargo workbook hint {id}`");
    let mut out = anstream::stdout().lock();
    Ok(print(&mut out, &catalog.root, exercise, &given, &next)?)
}

/// How many hints of `exercise` were given, and how far it is.
fn so_far(catalog: &Catalog, exercise: &Exercise) -> anyhow::Result<(usize, Standing)> {
    if exercise.hints.is_empty() {
        bail!("{}", hints::none(exercise));
    }
    let rows = standing::rows(catalog, &[exercise], &state::read(&catalog.root)?)?;
    Ok((rows[0].hints, rows[0].standing))
}

fn print(
    out: &mut impl Write,
    root: &Path,
    exercise: &Exercise,
    given: &Given,
    next: &str,
) -> io::Result<()> {
    let (id, all) = (&exercise.id, exercise.hints.len());
    let width = columns();
    writeln!(out, "{HEADING}{id}{HEADING:#}  {}", exercise.title)?;
    for nth in given.hints.clone() {
        writeln!(out, "\nHint {} of {all}\n", nth + 1)?;
        writeln!(out, "{}", wrapped(&exercise.hints[nth], 4, width))?;
    }
    writeln!(out)?;
    // After solving it, a hint is read to look back: no way forward is needed.
    if given.standing == Standing::Done {
        return Ok(());
    }
    let page = served::place(root, &format!("{}/{}", exercise.chapter, exercise.page));
    let left = all - given.hints.end;
    let on = if left > 0 {
        format!(
            "{} left: {next} gives the next. Its page is {page}.",
            counted(left, "hint")
        )
    } else if given.is_repeated {
        format!("That was the last hint, once more. Its page is {page}.")
    } else {
        format!("That was the last hint. Its page is {page}.")
    };
    writeln!(out, "{QUIET}{}{QUIET:#}", wrapped(&on, 0, width))
}

/// What to say to a `hint` that names no exercise. A hint once read cannot be given back, so none is
/// given on a guess.
fn which(catalog: &Catalog) -> anyhow::Result<String> {
    let all: Vec<&Exercise> = catalog.exercises().collect();
    let rows = standing::rows(catalog, &all, &state::read(&catalog.root)?)?;
    Ok(match standing::next(&rows) {
        Some(next) => format!(
            "of which exercise? The next is {id}: `cargo workbook hint {id}`",
            id = rows[next].exercise.id
        ),
        None => "of which exercise? Name one, as in `cargo workbook hint ch01/overlap`".to_owned(),
    })
}
