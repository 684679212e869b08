//! `reset`: brings stubs back, and keeps the answers.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::Path;
use std::process::ExitCode;

use anstyle::{AnsiColor, Style};
use anyhow::{Context as _, bail};

use crate::engine::catalog::{Catalog, Exercise};
use crate::engine::stubs::{self, Stubs};
use crate::root;

use super::text::{columns, wrapped};

/// Exit status 0: each exercise has its stub; 2: something could not be brought back.
#[derive(clap::Args)]
pub struct Args {
    /// What to reset: exercises (ch01/overlap, or overlap if no other chapter has one of that name),
    /// their files, or whole chapters (ch01)
    #[arg(value_name = "CHAPTER|EXERCISE|FILE", required = true)]
    names: Vec<String>,
}

const GOOD: Style = AnsiColor::Green.on_default().bold();
const QUIET: Style = Style::new().dimmed();

/// What was done about an exercise.
enum Done {
    /// It had its stub already.
    Nothing,
    /// There was no file.
    Written,
    /// The answer is in the file of this name, from the root.
    Kept(String),
}

pub fn run(args: Args) -> anyhow::Result<ExitCode> {
    let catalog = Catalog::outline(&root::here()?)?;
    let root = &catalog.root;
    let chosen = catalog.select(&args.names)?;
    // First whether all stubs are known: a chapter is not left half done.
    let mut known = Vec::new();
    for exercise in chosen {
        known.push((exercise, with_stub(root, exercise)?));
    }
    let mut kept = false;
    for (exercise, stubs) in &known {
        let done = reset(root, exercise, stubs)?;
        kept |= matches!(done, Done::Kept(_));
        match print(&mut anstream::stdout().lock(), exercise, &done) {
            // A closed pipe does not leave the rest of a chapter as it is.
            Err(error) if error.kind() != ErrorKind::BrokenPipe => return Err(error.into()),
            _ => {}
        }
    }
    if kept {
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
    let done = reset(root, exercise, &stubs)?;
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

/// Brings the stub of `exercise` back.
///
/// # Errors
/// If a file cannot be read or written. The answer is then where it was.
fn reset(root: &Path, exercise: &Exercise, stubs: &Stubs) -> anyhow::Result<Done> {
    let name = exercise.file();
    let file = root.join(&name);
    let answer = match fs::read(&file) {
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        read => Some(read.with_context(|| format!("reading {name}, which stays as it is"))?),
    };
    let mut stub = stubs.get(exercise).unwrap_or_default().to_owned();
    let done = match answer {
        None => Done::Written,
        Some(answer) if stubs.is_stub(exercise, &answer) => return Ok(Done::Nothing),
        Some(answer) => {
            // The line ends that the file had, so that git sees no more change than there is.
            if answer.windows(2).any(|two| two == b"\r\n") {
                stub = stub.replace('\n', "\r\n");
            }
            Done::Kept(keep(root, exercise, &answer)?)
        }
    };
    let put = || -> io::Result<()> {
        let mut whole = tempfile::NamedTempFile::new_in(file.parent().unwrap_or(root))?;
        whole.write_all(stub.as_bytes())?;
        // A temporary file is readable by its owner alone.
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = fs::metadata(&file).map_or(0o644, |file| file.permissions().mode());
            whole
                .as_file()
                .set_permissions(fs::Permissions::from_mode(mode))?;
        }
        whole.persist(&file)?;
        Ok(())
    };
    put().with_context(|| format!("writing the stub into {name}"))?;
    Ok(done)
}

/// Writes `answer` beside its file, under a name that no file has yet, and returns that name. Its ending
/// is none that cargo compiles or the checks look at.
fn keep(root: &Path, exercise: &Exercise, answer: &[u8]) -> anyhow::Result<String> {
    let mut nth = 1;
    loop {
        let name = format!("{}.kept-{nth}", exercise.file());
        let keep = |mut file: File| {
            file.write_all(answer)?;
            file.sync_all()
        };
        match File::create_new(root.join(&name)).and_then(keep) {
            Ok(()) => return Ok(name),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => nth += 1,
            Err(error) => {
                let what = format!(
                    "keeping the answer as {name}; {} stays as it is",
                    exercise.file()
                );
                return Err(anyhow::Error::new(error).context(what));
            }
        }
    }
}

fn print(out: &mut impl Write, exercise: &Exercise, done: &Done) -> io::Result<()> {
    let id = &exercise.id;
    match done {
        Done::Nothing => writeln!(out, "{QUIET}· {id}{QUIET:#}  is the stub: nothing to reset"),
        Done::Written => writeln!(
            out,
            "{GOOD}✓ {id}{GOOD:#}  there was no answer\n    the stub     {}",
            exercise.file()
        ),
        Done::Kept(name) => writeln!(
            out,
            "{GOOD}✓ {id}{GOOD:#}  has its stub again\n    the stub     {}\n    your answer  {name}",
            exercise.file(),
        ),
    }
}
