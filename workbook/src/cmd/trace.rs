//! `trace`: what the reader's own answer did, drawn and opened in the browser.

use std::fs;
use std::io::{self, IsTerminal as _, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, bail};

use super::check::preparing::judged;
use super::text::{columns, wrapped};
use crate::engine::catalog::{Catalog, Exercise};
use crate::engine::verdict::Status;
use crate::engine::{Options, beliefs};
use crate::standing::{self, Standing};
use crate::trace::{self, Traced};
use crate::{kept, own, root, state};

/// Exit status 0: the page is written; 1: nothing was recorded; 2: nothing could be judged.
#[derive(clap::Args)]
#[command(after_help = HELP)]
pub struct Args {
    /// The exercise (ch01/overlap, or overlap if no other chapter has one of that name) or its file
    #[arg(value_name = "EXERCISE|FILE")]
    name: String,

    /// The check to open: its name or a part of it; if there is none, the first that failed
    #[arg(value_name = "CHECK")]
    check: Option<String>,

    /// Print the page's path only, and open nothing
    #[arg(long)]
    no_open: bool,
}

const HELP: &str = "\
Judges your answer and writes target/trace/ch01-overlap.html: for each check that
recorded something, the verdict, the cause, a picture of what was polled when and what
woke it, and the same as text. Then opens the page; in a pipe it prints the path.

Many checks record nothing: they count. `trace` then names one that does.

Examples:
  cargo workbook trace ch01/overlap
  cargo workbook trace ch01/overlap starts_nothing
  cargo workbook trace ch01/overlap --no-open

Exit status: 0 the page is written, 1 nothing was recorded, 2 nothing could be judged.";

pub fn run(args: Args) -> anyhow::Result<ExitCode> {
    let catalog = Catalog::outline(&root::here()?)?;
    let root = &catalog.root;
    let id = catalog.exercise(&args.name)?.id.clone();
    let answers = own::answers(&catalog, std::slice::from_ref(&id))?;
    let [answer] = &answers[..] else {
        bail!("{id} is no exercise of this workbook");
    };
    let exercise = &answer.exercise;
    // A name that is wrong is told before anything is compiled.
    let asked = match &args.check {
        Some(name) => Some(named(exercise, name)?),
        None => None,
    };
    let rows = standing::rows(&catalog, &[exercise], &state::read(root)?)?;
    if rows[0].standing == Standing::NotBegun {
        return Ok(nothing(&format!(
            "{} is the stub still: there is no run of yours to draw.",
            exercise.file()
        )));
    }
    let options = Options {
        record: true,
        ..own::options()
    };
    let verdicts = judged(&catalog, answer, &options)?;
    if let Some(refused) = verdicts.iter().find(|v| v.status == Status::DidNotCompile) {
        let said = refused.message.lines().next().unwrap_or_default();
        return Ok(nothing(&format!(
            "the answer does not compile ({said}), so that no check ran. All of it: `cargo workbook check {id}`."
        )));
    }
    let program = fs::read_to_string(root.join(exercise.file()))
        .with_context(|| format!("reading {}", exercise.file()))?;
    let traced = trace::figures(exercise, &program, &verdicts);
    let chosen = match choose(&traced, asked.as_deref()) {
        Ok(chosen) => chosen,
        Err(why) => return Ok(nothing(&why)),
    };
    let belief = beliefs::guess(root, exercise, &verdicts);
    let page = trace::document(
        exercise,
        &verdicts,
        &traced,
        &chosen.verdict.check,
        belief.as_ref(),
    );
    let file = write(root, exercise, &page)?;
    let told = tell(&file, chosen, traced.len(), args.no_open);
    match told {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(ExitCode::SUCCESS),
    }
}

/// The check of `exercise` that `name` stands for: its name, with spaces or underlines, or a part that only one has.
fn named(exercise: &Exercise, name: &str) -> anyhow::Result<String> {
    let plain = name.trim().replace(' ', "_");
    let names: Vec<&str> = exercise
        .checks
        .iter()
        .map(|check| check.name.as_str())
        .collect();
    if names.contains(&plain.as_str()) {
        return Ok(plain);
    }
    let alike: Vec<&str> = names
        .iter()
        .copied()
        .filter(|known| !plain.is_empty() && known.contains(&plain))
        .collect();
    match alike[..] {
        [only] => Ok(only.to_owned()),
        [] => bail!(
            "{} has no check called `{name}`. Its checks:\n  {}",
            exercise.id,
            names.join("\n  ")
        ),
        _ => bail!(
            "`{name}` is a part of several checks of {}: say more of one.\n  {}",
            exercise.id,
            alike.join("\n  ")
        ),
    }
}

/// The check to open: the one asked for; else the first that failed, or else the first, of those with a picture.
fn choose<'a, 'b>(traced: &'a [Traced<'b>], asked: Option<&str>) -> Result<&'a Traced<'b>, String> {
    let drawn = || traced.iter().filter(|traced| traced.figure.is_ok());
    let failed = drawn().find(|traced| !traced.verdict.passed());
    let first = failed.or_else(|| drawn().next()).or_else(|| traced.first());
    let Some(first) = first else {
        return Err(
            "no check of this exercise recorded anything: they count or compare. The timeline of a failure, if there \
             is one, is in what `check` prints."
                .to_owned(),
        );
    };
    match asked {
        None => Ok(first),
        Some(asked) => {
            let mut traced = traced.iter();
            traced
                .find(|traced| traced.verdict.check == asked)
                .ok_or_else(|| {
                    format!(
                        "{asked} recorded nothing: it counts or compares. One that records: {}",
                        first.verdict.check
                    )
                })
        }
    }
}

fn nothing(why: &str) -> ExitCode {
    anstream::eprintln!(
        "{}",
        wrapped(&format!("nothing to draw: {why}"), 0, columns())
    );
    ExitCode::from(1)
}

/// Writes the page, and returns where it is.
fn write(root: &Path, exercise: &Exercise, page: &str) -> anyhow::Result<PathBuf> {
    let folder = root.join("target").join("trace");
    let file = folder.join(format!("{}.html", exercise.id.replace('/', "-")));
    fs::create_dir_all(&folder)
        .and_then(|()| kept::write(&file, page.as_bytes()))
        .with_context(|| format!("writing {}", file.display()))?;
    Ok(file)
}

fn tell(file: &Path, chosen: &Traced<'_>, count: usize, no_open: bool) -> io::Result<()> {
    let mut out = anstream::stdout().lock();
    if no_open || !io::stdout().is_terminal() {
        return writeln!(out, "{}", file.display());
    }
    let told = format!(
        "{}: {} of your answer, open at \"{}\" ({}).",
        file.display(),
        super::counted(count, "run"),
        chosen.promise,
        chosen.verdict.status.words()
    );
    writeln!(out, "{}", wrapped(&told, 0, columns()))?;
    if let Err(error) = open::that_detached(file) {
        writeln!(
            out,
            "No browser could be opened ({error}): open the file yourself."
        )?;
    }
    out.flush()
}
