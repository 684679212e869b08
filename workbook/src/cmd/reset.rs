//! `reset`: brings stubs back, and keeps the answers.

use std::io::{self, ErrorKind, Write};
use std::path::Path;
use std::process::ExitCode;

use anstyle::{AnsiColor, Style};
use anyhow::bail;

use crate::engine::catalog::{Catalog, Exercise};
use crate::engine::stubs::{self, Stubs};
use crate::kept::{self, Replaced};
use crate::root;

use super::text::{columns, wrapped};

/// Exit status 0: each exercise has its stub; 2: something could not be brought back.
#[derive(clap::Args)]
#[command(after_help = HELP)]
pub struct Args {
    /// What to reset: exercises (ch01/overlap, or overlap if no other chapter has one of that name),
    /// their files, or whole chapters (ch01)
    #[arg(value_name = "CHAPTER|EXERCISE|FILE", required = true)]
    names: Vec<String>,
}

const HELP: &str = "\
Your answer is kept beside the stub, as overlap.rs.kept-1, which is neither compiled nor
judged.

Examples:
  cargo workbook reset ch01/overlap
  cargo workbook reset ch01

Exit status: 0 each exercise has its stub, 2 something could not be brought back.";

const GOOD: Style = AnsiColor::Green.on_default().bold();
const QUIET: Style = Style::new().dimmed();

pub fn run(args: Args) -> anyhow::Result<ExitCode> {
    let catalog = Catalog::outline(&root::here()?)?;
    let root = &catalog.root;
    let chosen = catalog.select(&args.names)?;
    // First whether all stubs are known: a chapter is not left half done.
    let mut known = Vec::new();
    for exercise in chosen {
        known.push((exercise, with_stub(root, exercise)?));
    }
    let mut any_kept = false;
    for (exercise, stubs) in &known {
        let stub = stubs.get(exercise).unwrap_or_default();
        let done = kept::replace(root, exercise, stubs, stub)?;
        any_kept |= matches!(done, Replaced::Kept(_));
        match print(&mut anstream::stdout().lock(), exercise, &done) {
            // A closed pipe does not leave the rest of a chapter as it is.
            Err(error) if error.kind() != ErrorKind::BrokenPipe => return Err(error.into()),
            _ => {}
        }
    }
    if any_kept {
        let told = "A kept answer is not compiled and not judged. To have one back, copy it over the stub.";
        let told = wrapped(told, 0, columns());
        match writeln!(anstream::stdout(), "\n{QUIET}{told}{QUIET:#}") {
            Err(error) if error.kind() != ErrorKind::BrokenPipe => return Err(error.into()),
            _ => {}
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Brings the stub of one exercise back, and writes what was done.
///
/// # Errors
/// If its stub is not known, a file cannot be read or written, or `out` cannot be.
pub(super) fn one(out: &mut impl Write, root: &Path, exercise: &Exercise) -> anyhow::Result<()> {
    let stubs = with_stub(root, exercise)?;
    let stub = stubs.get(exercise).unwrap_or_default();
    let done = kept::replace(root, exercise, &stubs, stub)?;
    Ok(print(out, exercise, &done)?)
}

/// The stubs of the chapter, which hold that of `exercise`.
fn with_stub(root: &Path, exercise: &Exercise) -> anyhow::Result<Stubs> {
    let stubs = Stubs::read(root, &exercise.chapter)?;
    if stubs.get(exercise).is_none() {
        bail!("{}", unknown(exercise));
    }
    Ok(stubs)
}

fn unknown(exercise: &Exercise) -> String {
    format!(
        "{} holds no stub of {id}, so nothing was reset. Restore that file as the project has it; or, if \
         you wrote the exercise, `cargo workbook verify {id}` writes it.",
        stubs::file(&exercise.chapter),
        id = exercise.id
    )
}

fn print(out: &mut impl Write, exercise: &Exercise, done: &Replaced) -> io::Result<()> {
    let id = &exercise.id;
    match done {
        // The stub over the stub is no change.
        Replaced::Nothing | Replaced::Stub => {
            writeln!(out, "{QUIET}· {id}{QUIET:#}  is the stub: nothing to reset")
        }
        Replaced::NoFile => writeln!(
            out,
            "{GOOD}✓ {id}{GOOD:#}  there was no answer\n    the stub     {}",
            exercise.file()
        ),
        Replaced::Kept(name) => writeln!(
            out,
            "{GOOD}✓ {id}{GOOD:#}  has its stub again\n    the stub     {}\n    your answer  {name}",
            exercise.file(),
        ),
    }
}
