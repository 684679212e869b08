//! `check`: verdicts on a reader's answers.

mod belief;
pub(super) mod beside;
mod lines;
pub(super) mod preparing;
pub(super) mod print;
mod wrong;

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use crate::engine::catalog::Catalog;
use crate::engine::process::{Direct, Stop};
use crate::engine::{Event, Options, judge};
use crate::{answers, own, root};

use lines::Lines;
use print::Printer;

/// Exit status 0: every check judged has passed; 1: some have not; 2: nothing could be judged.
#[derive(clap::Args, Default)]
#[command(after_help = JSON_HELP)]
pub struct Args {
    /// What to judge: a chapter (ch01), an exercise (ch01/overlap, or overlap if no other chapter has
    /// one of that name) or an answer's file; everything if there is none
    #[arg(value_name = "CHAPTER|EXERCISE|FILE")]
    names: Vec<String>,

    /// One JSON object a line, for programs
    #[arg(long)]
    json: bool,

    /// Judge the answers in DIR: a workbook, its exercises/, a chapter of it or the chapter's src/, or a folder with
    /// one of these for each of a class. What is not there was not handed in, and earns nothing. The answers run as
    /// your own would: for people that you do not trust there is `grade`
    #[arg(long, value_name = "DIR")]
    answers: Option<PathBuf>,

    /// Judge this entry of the exercise's catalogue of wrong answers as if it were yours
    #[arg(long, value_name = "BELIEF", conflicts_with = "answers")]
    wrong: Option<String>,

    /// With --wrong: print the program, to read or to edit, instead of judging it
    #[arg(long, requires = "wrong", conflicts_with = "json")]
    print: bool,

    /// Print the diff that makes FILE of the reference, as an entry of the catalogue holds it
    #[arg(long, value_name = "FILE", conflicts_with_all = ["answers", "wrong", "json"])]
    diff: Option<PathBuf>,

    /// With --diff: against this right answer instead of the reference
    #[arg(long, value_name = "NAME", requires = "diff")]
    against: Option<String>,

    /// End a check's process after so much real time
    #[arg(long, value_name = "SECONDS", default_value = "15", value_parser = clap::value_parser!(u64).range(1..))]
    limit: u64,
}

const JSON_HELP: &str = "\
With --json, every check of every answer gives one line, as soon as it is known:
  exercise  \"ch01/overlap\"
  answer    its file, \"exercises/ch01/src/overlap.rs\"; empty if not handed in
  check     the check's function
  status    passed, failed, hung, did_not_compile, did_not_finish, crashed,
            out_of_memory, forged, not_handed_in, missing or not_run
  message   why, perhaps in several lines; empty where passed
  at        where: \"file:line\", or the answer's file; empty where unknown
  timeline  what the answer did, drawn in text; empty where nothing was recorded
  printed   what the answer printed, at most 20 lines; empty where nothing
  seconds   how long the check's process ran; 0 where it never ran
  points    what the check is worth
  earned    points where passed, else 0
If its failures look like one belief of the catalogue of wrong answers,
an answer's last check is followed by one more line, without `check`:
  exercise, answer  as above
  looks_like        an object with four strings: belief, as its holder
                    would say it; instead, what is so instead; page and
                    anchor, where the book teaches it: \"ch01/order\"
                    and the heading's id, which may be empty

Exit status: 0 every check has passed, 1 some have not, 2 nothing could be judged.";

pub fn run(args: Args) -> anyhow::Result<ExitCode> {
    let catalog = Catalog::outline(&root::here()?)?;
    let names = catalog.resolve(&args.names)?;
    let mut chosen: Vec<_> = catalog.select(&names)?.into_iter().cloned().collect();
    for exercise in &mut chosen {
        exercise.read_checks(&catalog.root)?;
    }
    let root = &catalog.root;
    if let Some(file) = &args.diff {
        let exercise = wrong::only_one(&chosen, "--diff")?;
        let diff = wrong::diff(root, exercise, file, args.against.as_deref())?;
        return print_text(&diff);
    }
    let answers = match &args.wrong {
        None => answers::gather(&catalog, &chosen, args.answers.as_deref())?,
        Some(slug) => {
            let exercise = wrong::only_one(&chosen, "--wrong")?;
            if args.print {
                return print_text(&wrong::program(root, exercise, slug)?);
            }
            vec![wrong::answer(root, exercise, slug)?]
        }
    };
    // Answers of another tree, and entries of the catalogue, say nothing of this reader.
    let is_own = args.answers.is_none() && args.wrong.is_none();
    let options = Options {
        check_limit: Duration::from_secs(args.limit),
        one_author: is_own,
        ..own::options()
    };
    if args.answers.is_some() {
        anstream::eprintln!(
            "These answers run with your own rights. For people that you do not trust: `cargo workbook grade`."
        );
    }
    let stop = Stop::on_ctrl_c();
    let mut printer = Printer::new(&catalog.root, &answers, &names);
    let mut lines = Lines::new(&catalog.root, &answers);
    let mut written: io::Result<()> = Ok(());
    let mut all_passed = true;
    let mut take_in = |event: Event| {
        if let Event::Verdict { verdict, .. } = &event {
            all_passed &= verdict.passed();
        }
        let told = if args.json {
            lines.take_in(event)
        } else {
            printer.take_in(event)
        };
        if written.is_ok() && told.is_err() {
            // The reader of the output is gone, as in `check | head`.
            written = told;
            stop.raise();
        }
    };
    let judged = match is_own {
        true => own::judge(&catalog, &answers, &options, &stop, &mut take_in),
        false => judge(&catalog, &answers, &Direct, &options, &stop, &mut take_in),
    };
    if written.is_ok() {
        judged?;
        if !args.json {
            written = printer.close();
        }
    }
    match written {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => return Ok(ExitCode::from(2)),
        written => written?,
    }
    Ok(ExitCode::from(u8::from(!all_passed)))
}

fn print_text(text: &str) -> anyhow::Result<ExitCode> {
    match io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(ExitCode::SUCCESS),
    }
}
