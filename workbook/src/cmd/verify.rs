//! `verify`: proves the checks, for their authors.

mod progress;

use std::io::{self, Write};
use std::process::ExitCode;

use anstyle::{AnsiColor, Style};
use serde_json::json;

use crate::engine::process::Stop;
use crate::engine::verify::{Flakes, Proven, Scope, Wanted};
use crate::engine::{Options, error, ledger};
use crate::root;

use super::counted;
use progress::Line;

/// Exit status 0: no fault; 1: faults, each named; 2: nothing could be proven.
#[derive(clap::Args, Default)]
#[command(after_help = JSON_HELP)]
pub struct Args {
    /// What to prove: a chapter (ch01) or an exercise (ch01/overlap); everything if there is none
    #[arg(value_name = "CHAPTER|EXERCISE")]
    names: Vec<String>,

    /// One JSON object a line, for programs
    #[arg(long)]
    json: bool,

    /// Instead, run each check N times on the reference while every core is kept busy, and name each
    /// check that did not pass every time
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    repeat: Option<u32>,

    /// Prove everything, whatever the ledger covers
    #[arg(long)]
    all: bool,

    /// Leave the ledger as it is: that it is out of date is then a fault
    #[arg(long)]
    locked: bool,

    /// Which answers make up the sample: the number that an earlier run printed
    #[arg(long, value_name = "N", conflicts_with = "all")]
    seed: Option<u64>,
}

/// How many answers, or checks to repeat, of exercises that the ledger covers are proven again.
const SAMPLE: usize = 40;

const JSON_HELP: &str = "\
What is proven, for each exercise: its stub compiles without a warning and every check fails on it by
the stub's own todo!; the reference and every right answer pass, without a warning; every wrong answer
is rejected by the check that it names, with the words that it names; every check rejects a wrong
answer; there are at least 4 wrong and 2 right answers, a page, and whole metadata with at least 3
hints. And: no file is stray, and every listing has its output beside it.

With --json, every fault gives one line, and the counts the last one:
  {\"about\": \"ch01/overlap\", \"file\": \"the file to look at\", \"fault\": \"what is wrong\"}
  {\"counts\": {\"chapters\": …, \"exercises\": …, \"checks\": …, \"wrong\": …, \"right\": …,
              \"listings\": …, \"python\": …}, \"faults\": …}
With --repeat, every check that did not always pass, and the last line:
  {\"exercise\": …, \"check\": …, \"failed\": …, \"runs\": …, \"message\": \"what it said first\"}
  {\"checks\": …, \"runs\": …, \"flakes\": …}

Exit status: 0 no faults, 1 faults to fix, 2 nothing could be proven.";

const GOOD: Style = AnsiColor::Green.on_default().bold();
const BAD: Style = AnsiColor::Red.on_default().bold();

pub fn run(args: Args) -> anyhow::Result<ExitCode> {
    let root = root::here()?;
    if !root.join("solutions").is_dir() {
        anyhow::bail!(
            "{} holds no solutions: verify proves the checks with right and wrong answers, and a student's copy has \
             neither. `cargo workbook check` judges your answers.",
            root.display()
        );
    }
    let scope = Scope::read(&root, &args.names)?;
    let wanted = Wanted {
        all: args.all,
        locked: args.locked,
        sample: SAMPLE,
        seed: args.seed.unwrap_or_else(|| u64::from(fastrand::u16(..))),
    };
    let stop = Stop::on_ctrl_c();
    let options = Options::default();
    let mut line = Line::default();
    let mut told = |progress: crate::engine::verify::Progress<'_>| line.show(progress);
    let (printed, faultless) = match args.repeat {
        None => {
            let proven: error::Result<_> = scope.prove(wanted, &options, &stop, &mut told);
            line.clear();
            let proven = proven?;
            let faultless = proven.faults.is_empty();
            (print_faults(&proven, wanted, args.json), faultless)
        }
        Some(times) => {
            let repeated = scope.repeat(times, wanted, &options, &stop, &mut told);
            line.clear();
            let flakes = repeated?;
            let faultless = flakes.flakes.is_empty();
            (print_flakes(&flakes, times, wanted, args.json), faultless)
        }
    };
    match printed {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(ExitCode::from(u8::from(!faultless))),
    }
}

fn print_faults(proven: &Proven, wanted: Wanted, as_json: bool) -> io::Result<()> {
    let Proven {
        faults,
        counts,
        written,
        stubs,
    } = proven;
    let mut out = anstream::stdout().lock();
    if as_json {
        for fault in faults {
            writeln!(out, "{}", serde_json::to_string(fault)?)?;
        }
        return writeln!(
            out,
            "{}",
            json!({ "counts": counts, "faults": faults.len(), "seed": wanted.seed })
        );
    }
    let (mut about, mut file) = ("", "");
    for fault in faults {
        if about != fault.about {
            (about, file) = (&fault.about, "");
            writeln!(out, "{BAD}✗ {about}{BAD:#}")?;
        }
        if file != fault.file {
            file = &fault.file;
            writeln!(out, "    {file}")?;
        }
        let mut lines = fault.fault.lines();
        writeln!(out, "        {}", lines.next().unwrap_or_default())?;
        for more in lines {
            writeln!(out, "{}", format!("        {more}").trim_end())?;
        }
    }
    if !faults.is_empty() {
        writeln!(out)?;
    }
    writeln!(
        out,
        "{}, {}, {}, {} wrong and {} right answers, {}, {} in Python.",
        counted(counts.chapters, "chapter"),
        counted(counts.exercises, "exercise"),
        counted(counts.checks, "check"),
        counts.wrong,
        counts.right,
        counted(counts.listings, "listing"),
        counts.python,
    )?;
    let covered = counts.exercises - counts.proven;
    if covered > 0 {
        writeln!(
            out,
            "{} proven; the ledger covers {covered}, of whose answers {} were proven again \
             (--seed {} repeats these, --all proves everything).",
            counted(counts.proven, "exercise"),
            counts.sampled,
            wanted.seed,
        )?;
    }
    if !written.is_empty() {
        writeln!(
            out,
            "{}: {} written.",
            ledger::FILE,
            counted(written.len(), "line")
        )?;
    }
    for file in stubs {
        writeln!(out, "{file}: written.")?;
    }
    match faults.len() {
        0 => writeln!(out, "{GOOD}No fault.{GOOD:#}"),
        some => writeln!(out, "{BAD}{}.{BAD:#}", counted(some, "fault")),
    }
}

fn print_flakes(found: &Flakes, times: u32, wanted: Wanted, as_json: bool) -> io::Result<()> {
    let mut out = anstream::stdout().lock();
    let Flakes {
        flakes,
        checks,
        covered,
        written,
    } = found;
    if as_json {
        for flake in flakes {
            writeln!(out, "{}", serde_json::to_string(flake)?)?;
        }
        return writeln!(
            out,
            "{}",
            json!({
                "checks": checks, "runs": times, "flakes": flakes.len(), "covered": covered,
                "seed": wanted.seed,
            })
        );
    }
    for flake in flakes {
        writeln!(
            out,
            "{BAD}✗ {}{BAD:#} `{}` did not pass {} of {} times. The first time:",
            flake.exercise, flake.check, flake.failed, flake.runs
        )?;
        for text in flake.message.lines() {
            writeln!(out, "        {text}")?;
        }
    }
    writeln!(
        out,
        "{checks} checks, each run {times} times on the reference with every core busy: {}.",
        match flakes.len() {
            0 => "all passed every time".to_owned(),
            some => format!("{some} did not always pass"),
        }
    )?;
    if *covered > 0 {
        writeln!(
            out,
            "{covered} more passed so often before, as the ledger says (--seed {} repeats this sample, \
             --all runs everything).",
            wanted.seed
        )?;
    }
    match written.len() {
        0 => Ok(()),
        some => writeln!(out, "{}: {} written.", ledger::FILE, counted(some, "line")),
    }
}
