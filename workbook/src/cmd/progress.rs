//! `progress`: a bar for each chapter, what is next, and how much is left. It judges nothing.

mod bars;
mod carry;

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use serde_json::json;

use crate::engine::catalog::{Catalog, Exercise};
use crate::standing::{self, Row, Standing};
use crate::{root, state};

/// Exit status 0: shown, saved or loaded; 2: not.
#[derive(clap::Args)]
#[command(after_help = HELP)]
pub struct Args {
    /// Chapters (ch01) to show; all if none is named
    #[arg(value_name = "CHAPTER", conflicts_with_all = ["save", "load"])]
    names: Vec<String>,

    /// One JSON object, for programs
    #[arg(long)]
    json: bool,

    /// Write hints, verdicts and your answers into FILE, to take them to another machine
    #[arg(long, value_name = "FILE", conflicts_with = "json")]
    save: Option<PathBuf>,

    /// Take in what `--save` wrote on another machine
    #[arg(long, value_name = "FILE", conflicts_with_all = ["json", "save"])]
    load: Option<PathBuf>,

    /// With --load: if an answer here differs, take the one in FILE, and keep the one here beside it
    #[arg(long, requires = "load")]
    replace: bool,

    /// With --load: if an answer here differs, leave it as it is
    #[arg(long, requires = "load", conflicts_with = "replace")]
    leave: bool,
}

const HELP: &str = "\
`list` has a line for each exercise; `progress` has one for each chapter. Both show
the last verdicts of `check`, and judge nothing.

To go on reading on another machine:
  cargo workbook progress --save mine.json     on the one, then copy the file over
  cargo workbook progress --load mine.json     on the other

--load writes answers where there is a stub, and leaves equal ones alone. If an answer
here differs, nothing is loaded until you say which to take, since neither says which
is newer. The larger number of hints counts, and a verdict only for the very answer
and checks that it was about. The file holds answers to exercises, and no other file
that you have changed. Load only what you saved yourself: `check` runs these answers.

With --json: exercises, done, begun, points, earned, to_judge (answers whose points are
not known until `check`), minutes, minutes_left, next (exercise, file and page, or
null), and chapters, each with its name, title and the same numbers.";

/// The sums over exercises.
#[derive(Default)]
struct Sums {
    exercises: usize,
    done: usize,
    /// There is an answer, and it is not done.
    begun: usize,
    points: u32,
    earned: u32,
    /// Answers whose points are not known.
    to_judge: usize,
    minutes: u32,
    minutes_left: u32,
}

impl Sums {
    fn add(&mut self, row: &Row<'_>) {
        let done = row.standing == Standing::Done;
        self.exercises += 1;
        self.done += usize::from(done);
        self.begun += usize::from(!matches!(
            row.standing,
            Standing::Done | Standing::NotBegun | Standing::NoFile
        ));
        self.points += row.exercise.points;
        self.earned += row.earned().unwrap_or_default();
        self.to_judge += usize::from(row.earned().is_none());
        self.minutes += row.exercise.minutes;
        self.minutes_left += if done { 0 } else { row.exercise.minutes };
    }

    fn json(&self) -> serde_json::Map<String, serde_json::Value> {
        let value = json!({
            "exercises": self.exercises,
            "done": self.done,
            "begun": self.begun,
            "points": self.points,
            "earned": self.earned,
            "to_judge": self.to_judge,
            "minutes": self.minutes,
            "minutes_left": self.minutes_left,
        });
        match value {
            serde_json::Value::Object(map) => map,
            _ => serde_json::Map::new(),
        }
    }
}

/// A chapter's sums.
struct OfChapter<'a> {
    name: &'a str,
    title: &'a str,
    sums: Sums,
}

pub fn run(args: Args) -> anyhow::Result<ExitCode> {
    let catalog = Catalog::outline(&root::here()?)?;
    if let Some(file) = &args.save {
        return carry::save(&catalog, file);
    }
    if let Some(file) = &args.load {
        return carry::load(&catalog, file, args.replace, args.leave);
    }
    let chosen: Vec<&Exercise> = catalog.select(&args.names)?;
    let rows = standing::rows(&catalog, &chosen, &state::read(&catalog.root)?)?;
    let mut all = Sums::default();
    let mut chapters: Vec<OfChapter<'_>> = Vec::new();
    for row in &rows {
        all.add(row);
        let name = row.exercise.chapter.as_str();
        if chapters.last().is_none_or(|last| last.name != name) {
            let known = catalog.chapters.iter().find(|known| known.name == name);
            chapters.push(OfChapter {
                name,
                title: known.map_or("", |known| &known.title),
                sums: Sums::default(),
            });
        }
        if let Some(last) = chapters.last_mut() {
            last.sums.add(row);
        }
    }
    let printed = match args.json {
        true => as_json(&all, &chapters, &rows),
        false => bars::print(&catalog, &all, &chapters, &rows),
    };
    match printed {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(ExitCode::SUCCESS),
    }
}

fn as_json(all: &Sums, chapters: &[OfChapter<'_>], rows: &[Row<'_>]) -> io::Result<()> {
    let mut whole = all.json();
    let next = standing::next(rows).map(|next| rows[next].exercise);
    whole.insert(
        "next".to_owned(),
        next.map_or(serde_json::Value::Null, |exercise| {
            json!({
                "exercise": exercise.id,
                "file": exercise.file(),
                "page": format!("{}/{}", exercise.chapter, exercise.page),
            })
        }),
    );
    let chapters = chapters.iter().map(|chapter| {
        let mut object = chapter.sums.json();
        object.insert("chapter".to_owned(), json!(chapter.name));
        object.insert("title".to_owned(), json!(chapter.title));
        serde_json::Value::Object(object)
    });
    whole.insert("chapters".to_owned(), chapters.collect());
    let mut out = anstream::stdout().lock();
    writeln!(out, "{}", serde_json::Value::Object(whole))?;
    out.flush()
}
