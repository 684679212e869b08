//! `grade`: the submissions of a class become grades.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Mutex;
use std::time::Duration;

use anyhow::{Context as _, bail};
use walkdir::WalkDir;

use crate::classroom::grade::{self, Grader, Named, Outcome, Plans, Progress};
use crate::classroom::jail::{Jail, Level};
use crate::classroom::late::moment;
use crate::classroom::shard::Shard;
use crate::classroom::{collect, gradebook, results, roster};
use crate::engine::Event;
use crate::engine::catalog::Catalog;
use crate::engine::error::Error;
use crate::engine::process::Stop;
use crate::root;

use super::check::preparing;

/// Exit status 0: each chosen student has a grade; 1: at least one has none, because of a fault of the grader; 2:
/// nothing could be graded, or it was stopped.
#[derive(clap::Args)]
#[command(after_help = HELP)]
pub struct Args {
    /// The folder with a folder, an archive (.zip, .tar, .tar.gz, .tgz) or a git repository for each student
    #[arg(value_name = "SUBMISSIONS")]
    submissions: PathBuf,

    /// Where the results go; what is there is kept as long as nothing has changed
    #[arg(long, value_name = "DIR")]
    out: PathBuf,

    /// Who is in the class: a CSV file
    #[arg(long, value_name = "FILE")]
    roster: Option<PathBuf>,

    /// What is graded, and how: the file that `assign` writes. Without one: all exercises, with their own points
    #[arg(long, value_name = "FILE")]
    assignment: Option<PathBuf>,

    /// Further checks: ch01/overlap.rs in DIR holds those of ch01/overlap
    #[arg(long, value_name = "DIR")]
    hidden: Option<PathBuf>,

    /// When the submissions were collected, with its zone: 2026-10-01T23:59:00+02:00. The roster's own times come
    /// first; without either, an archive counts from the time that its file has
    #[arg(long, value_name = "TIME")]
    collected_at: Option<String>,

    /// Grade these alone: students, exercises, or these exercises of these students
    #[arg(long, value_name = "STUDENT|EXERCISE", value_delimiter = ',')]
    only: Vec<String>,

    /// Judge these again though nothing has changed, or `all`; the old result is kept beside the new one
    #[arg(long, value_name = "STUDENT|EXERCISE", value_delimiter = ',')]
    regrade: Vec<String>,

    /// Grade one part of the class, 2/4 for the second of four; `merge` puts the parts together
    #[arg(long, value_name = "I/N")]
    shard: Option<Shard>,

    /// Run the answers with your own rights if no sandbox holds on this machine
    #[arg(long)]
    unsafe_no_sandbox: bool,

    /// Try only this sandbox, to measure what it costs; `none` needs --unsafe-no-sandbox
    #[arg(long, value_name = "NAME", hide = true, value_parser = ["bubblewrap", "landlock", "none"])]
    sandbox: Option<String>,

    /// How many answers are compiled at once; as many as there are cores, unless told
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    jobs: Option<u16>,
}

const HELP: &str = "\
A student is known by the roster's first column, or without a roster by the name of the submission. Columns of the
roster: name, email, submission (the folder's or file's name, if it is not the key), commit, collected_at, deadline
(another one for this student), tokens (late tokens left); others are kept as they are. Several rows of one student
are several submissions, and so are several archives in a student's folder.

A repository is graded at the roster's commit, or at the one in its name (alice@0123abc), or at its HEAD. A commit's
own date counts for nothing.

DIR then holds run.json, students/NAME.json with each verdict, answers/NAME with the answers that were judged, and
grades.csv.";

pub fn run(args: Args) -> anyhow::Result<ExitCode> {
    let catalog = Catalog::outline(&root::here()?)?;
    if let Some(time) = &args.collected_at {
        moment(time).context("--collected-at")?;
    }
    let assignment = grade::assignment(args.assignment.as_deref())?;
    let plans = Plans::new(&catalog, assignment, args.hidden.as_deref())?;
    let people = args.roster.as_deref().map(roster::read).transpose()?;
    let class = collect::class(
        &args.submissions,
        people,
        &plans.exercises,
        args.collected_at.as_deref(),
    )?;
    let keys: Vec<String> = class
        .students
        .iter()
        .map(|student| student.person.key.clone())
        .collect();
    let named = |names: &[String]| Named::of(names, &keys, &catalog, &plans.exercises);
    let only = named(&args.only).context("--only")?;
    let regrade = match &args.regrade[..] {
        [] => Named::nothing(),
        [all] if all == "all" => Named::all(),
        names => named(names).context("--regrade")?,
    };
    for what in &class.left_out {
        anstream::eprintln!("left out: {what}");
    }
    let jail = wall(args.unsafe_no_sandbox, args.sandbox.as_deref())?;
    let sandbox = jail.level().word();
    for exercise in &plans.exercises {
        if only.exercise(&exercise.id)
            && let Some(why) = jail.unfit_for(exercise, &catalog.root)
        {
            bail!("{why}, or leave the exercise out of the assignment");
        }
    }
    let run = plans.run(keys, sandbox);
    let _alone = open(&args.out)?;
    results::write(&args.out.join("run.json"), &run)?;

    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let stop = Stop::on_ctrl_c();
    let grader = Grader {
        catalog: &catalog,
        plans: &plans,
        run: &run,
        out: &args.out,
        launcher: &jail,
        only,
        regrade,
        jobs: args.jobs.map_or(cores, usize::from),
        stop: &stop,
        sound: Mutex::default(),
    };
    let part = |place: &usize| args.shard.is_none_or(|shard| shard.holds(*place));
    let students: Vec<collect::Student> = class
        .students
        .into_iter()
        .enumerate()
        .filter(|(place, _)| part(place))
        .map(|(_, student)| student)
        .collect();
    let mut line = preparing::Line::default();
    grader.prepare(&mut |event| {
        if let Event::Preparing {
            chapter,
            line: said,
        } = event
        {
            let _ = line.show(&chapter, said.as_deref());
        }
    })?;
    line.clear()?;

    let mut counts = Counts::default();
    let graded = grader.grade(&students, &mut |progress| {
        counts.take_in(&progress);
        anstream::eprintln!("{}", told(&progress));
    });
    gradebook::write(&args.out, &run)?;
    anstream::println!(
        "{} graded, {} kept, {} not graded: {}",
        super::counted(counts.graded, "student"),
        counts.kept,
        counts.not_graded,
        args.out.join("grades.csv").display()
    );
    match graded {
        Ok(()) => Ok(ExitCode::from(u8::from(counts.not_graded > 0))),
        Err(Error::Stopped) => {
            anstream::eprintln!("stopped: the same command goes on from here");
            Ok(ExitCode::from(2))
        }
        Err(error) => Err(error.into()),
    }
}

/// What keeps the answers from everything else on this machine.
fn wall(unsafe_no_sandbox: bool, only: Option<&str>) -> anyhow::Result<Jail> {
    let jail = match only {
        None => Jail::probe(unsafe_no_sandbox)?,
        Some(name) => {
            let levels = [Level::Bubblewrap, Level::Landlock];
            let levels = levels.into_iter().filter(|level| level.word() == name);
            let (jail, lacking) = Jail::find(&levels.collect::<Vec<_>>())?;
            if jail.level() == Level::None && !(name == "none" && unsafe_no_sandbox) {
                bail!("the sandbox {name} does not hold, or is none: {lacking:?}");
            }
            jail
        }
    };
    if jail.level() == Level::None {
        anstream::eprintln!("without a sandbox: the answers run with your own rights");
    }
    Ok(jail)
}

/// Makes the folder of results, or goes on in it, as the only one.
fn open(out: &Path) -> anyhow::Result<File> {
    fs::create_dir_all(out).with_context(|| format!("making {}", out.display()))?;
    let there = fs::read_dir(out).with_context(|| format!("reading {}", out.display()))?;
    let file = out.join(".lock");
    if !file.exists() && there.count() > 0 && results::read_run(out)?.is_none() {
        bail!(
            "{} is neither empty nor a folder of results: name another one",
            out.display()
        );
    }
    let lock = File::create(&file).with_context(|| format!("writing {}", file.display()))?;
    match lock.try_lock() {
        Err(TryLockError::WouldBlock) => {
            bail!("another `grade` is at work in {}", out.display())
        }
        // Where files cannot be locked, there is no protection from oneself.
        Err(TryLockError::Error(_)) | Ok(()) => {}
    }
    // What a killed run left half written.
    for entry in WalkDir::new(out).into_iter().filter_map(Result::ok) {
        let name = entry.file_name().to_string_lossy();
        if entry.file_type().is_file() && name.starts_with(results::UNFINISHED) {
            fs::remove_file(entry.path())
                .with_context(|| format!("removing {}", entry.path().display()))?;
        }
    }
    Ok(lock)
}

#[derive(Default)]
struct Counts {
    graded: usize,
    kept: usize,
    not_graded: usize,
}

impl Counts {
    fn take_in(&mut self, progress: &Progress) {
        match progress.outcome {
            Outcome::Kept => self.kept += 1,
            Outcome::Graded { .. } => self.graded += 1,
            Outcome::NotGraded(_) | Outcome::Lost(_) => self.not_graded += 1,
        }
    }
}

/// A student is through: a line.
fn told(progress: &Progress) -> String {
    let Progress { done, of, .. } = progress;
    let became = match &progress.outcome {
        Outcome::Kept => "kept".to_owned(),
        Outcome::Graded {
            earned,
            max,
            percent_off,
        } => match percent_off {
            0 => format!("{earned} of {max}"),
            off => format!("{earned} of {max}, {off} % off for lateness"),
        },
        Outcome::NotGraded(why) => format!("not graded: {}", first_line(why)),
        Outcome::Lost(why) => format!("not graded, and nothing written: {}", first_line(why)),
    };
    let left = of - done;
    let estimate = match (left, progress.judged) {
        (0, _) | (_, 0) => String::new(),
        (left, judged) => {
            let each = progress.since.as_secs_f64() / judged as f64;
            let left = Duration::from_secs_f64(each * left as f64);
            format!(", about {} left", in_words(left))
        }
    };
    let student = progress.student.escape_debug();
    format!("[{done}/{of}] {student}: {became}{estimate}")
}

/// The whole of it is in the result.
fn first_line(why: &str) -> &str {
    why.lines().next().unwrap_or_default()
}

fn in_words(time: Duration) -> String {
    match time.as_secs().max(1) {
        seconds @ 0..100 => format!("{seconds} s"),
        seconds @ 100..6000 => format!("{} min", seconds.div_ceil(60)),
        seconds => format!("{} h {} min", seconds / 3600, seconds % 3600 / 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_says_what_became_of_a_student_and_how_long_the_rest_takes() {
        let progress = Progress {
            student: "ann\u{1b}[31m".to_owned(),
            outcome: Outcome::Graded {
                earned: 7,
                max: 15,
                percent_off: 10,
            },
            done: 3,
            of: 5,
            judged: 2,
            since: Duration::from_secs(200),
        };
        assert_eq!(
            told(&progress),
            "[3/5] ann\\u{1b}[31m: 7 of 15, 10 % off for lateness, about 4 min left"
        );
    }
}
