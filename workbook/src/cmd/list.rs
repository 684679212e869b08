//! `list`: every exercise, how far it is, and what is next. It judges nothing.

use std::io::{self, Write};
use std::process::ExitCode;

use anstyle::{AnsiColor, Style};

use crate::engine::catalog::{Catalog, Exercise};
use crate::standing::{self, Row, Standing};
use crate::{root, served, state};

use super::counted;
use super::text::{columns, wrapped};

/// Exit status 0: the list is printed; 2: there is none.
#[derive(clap::Args)]
#[command(after_help = JSON_HELP)]
pub struct Args {
    /// What to list: a chapter (ch01), an exercise (ch01/overlap) or its file; everything if there is none
    #[arg(value_name = "CHAPTER|EXERCISE|FILE")]
    names: Vec<String>,

    /// One JSON object a line, for programs
    #[arg(long)]
    json: bool,
}

const JSON_HELP: &str = "\
States come from the last `cargo workbook check`; `cargo test` records none.
  done              every check has passed
  4 of 9 checks     not every check has passed
  compile error     no check could run
  changed           the answer, or a check, has changed since it was judged
  not judged        the answer was never judged
  not begun         the file holds the stub
  no file           `cargo workbook reset` brings it back

With --json, every exercise gives one line:
  exercise  \"ch01/overlap\", with chapter, title, page and file
  state     done, begun, does_not_compile, changed, not_judged, not_begun or no_file
  passed    how many checks passed when it was last judged, of checks; null if it never was
  earned    of points: what the answer is worth as it is now; null if that is not known
  stars, minutes, hints
  given     how many hints were given
  next      whether it is what to do next";

const GOOD: Style = AnsiColor::Green.on_default().bold();
const BEGUN: Style = AnsiColor::Yellow.on_default().bold();
const QUIET: Style = Style::new().dimmed();
const HEADING: Style = Style::new().bold();

pub fn run(args: Args) -> anyhow::Result<ExitCode> {
    let catalog = Catalog::outline(&root::here()?)?;
    let chosen: Vec<&Exercise> = catalog.select(&args.names)?;
    let rows = standing::rows(&catalog, &chosen, &state::read(&catalog.root)?)?;
    let printed = if args.json {
        as_json(&rows)
    } else {
        for_people(&catalog, &rows)
    };
    match printed {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(ExitCode::SUCCESS),
    }
}

fn as_json(rows: &[Row<'_>]) -> io::Result<()> {
    let mut out = anstream::stdout().lock();
    let next = standing::next(rows);
    for (nth, row) in rows.iter().enumerate() {
        let line = row.json(next == Some(nth));
        writeln!(out, "{line}")?;
    }
    out.flush()
}

fn for_people(catalog: &Catalog, rows: &[Row<'_>]) -> io::Result<()> {
    let mut out = anstream::stdout().lock();
    let width = columns();
    let names = Names::that_fit(rows, width);
    let next = standing::next(rows);
    let mut chapter = "";
    for (nth, row) in rows.iter().enumerate() {
        if chapter != row.exercise.chapter {
            if !chapter.is_empty() {
                writeln!(out)?;
            }
            chapter = &row.exercise.chapter;
            let title = catalog.chapters.iter().find(|c| c.name == chapter);
            let title = title.map_or("", |chapter| &chapter.title);
            writeln!(out, "{HEADING}{chapter}  {title}{HEADING:#}")?;
            writeln!(
                out,
                "{QUIET}  {:1$} stars  min points hints  state{QUIET:#}",
                "exercise", names.width
            )?;
        }
        line(&mut out, row, &names, next == Some(nth))?;
    }
    let done = rows.iter().filter(|row| row.standing == Standing::Done);
    let unknown = rows.iter().filter(|row| row.earned().is_none()).count();
    let mut told = format!(
        "{} of {} done, {} of {} points",
        done.count(),
        counted(rows.len(), "exercise"),
        rows.iter().filter_map(Row::earned).sum::<u32>(),
        rows.iter().map(|row| row.exercise.points).sum::<u32>(),
    );
    if unknown > 0 {
        told += &format!(", and {unknown} to judge with `cargo workbook check`");
    }
    writeln!(out, "\n{}", wrapped(&format!("{told}."), 0, width))?;
    let told = match next {
        None if rows.is_empty() => return out.flush(),
        None => "Everything listed here is done.".to_owned(),
        Some(next) => what_next(catalog, &rows[next]),
    };
    writeln!(out, "{}", wrapped(&told, 0, width))?;
    out.flush()
}

/// How exercises are named in the table: by their ids, or on a narrow terminal by their slugs, since
/// the chapter is in the heading.
struct Names {
    by_slug: bool,
    width: usize,
}

impl Names {
    fn that_fit(rows: &[Row<'_>], width: usize) -> Self {
        let widest = |name: fn(&Exercise) -> &str| {
            let widest = rows.iter().map(|row| name(row.exercise).len()).max();
            widest.unwrap_or_default().max("exercise".len())
        };
        let ids = widest(|exercise| &exercise.id);
        let by_slug = ids + BESIDE_NAME > width;
        Self {
            by_slug,
            width: if by_slug {
                widest(|exercise| &exercise.slug)
            } else {
                ids
            },
        }
    }

    fn of<'a>(&self, exercise: &'a Exercise) -> &'a str {
        if self.by_slug {
            &exercise.slug
        } else {
            &exercise.id
        }
    }
}

/// How many columns a line has beside the exercise's name, with the longest state, `10 of 14 checks`.
const BESIDE_NAME: usize = 43;

fn line(out: &mut impl Write, row: &Row<'_>, names: &Names, is_next: bool) -> io::Result<()> {
    let exercise = row.exercise;
    let (style, mark) = match row.standing {
        Standing::Done => (GOOD, '✓'),
        Standing::NotBegun => (QUIET, '·'),
        _ => (BEGUN, '○'),
    };
    let mark = if is_next { '→' } else { mark };
    let earned = row
        .earned()
        .map_or("?".to_owned(), |earned| earned.to_string());
    writeln!(
        out,
        "{style}{mark}{style:#} {:name$} {:5} {:4} {:>6} {:>5}  {style}{}{style:#}",
        names.of(exercise),
        "★".repeat(exercise.stars.min(4) as usize),
        exercise.minutes,
        format!("{earned}/{}", exercise.points),
        format!("{}/{}", row.hints, exercise.hints.len()),
        words(row),
        name = names.width,
    )
}

fn words(row: &Row<'_>) -> String {
    match (row.standing, &row.judged) {
        (Standing::Begun, Some(judged)) => {
            format!("{} of {}", judged.passed, counted(judged.checks, "check"))
        }
        (Standing::Done, _) => "done".to_owned(),
        (Standing::Begun, None) => "begun".to_owned(),
        (Standing::DoesNotCompile, _) => "compile error".to_owned(),
        (Standing::Changed, _) => "changed".to_owned(),
        (Standing::NotJudged, _) => "not judged".to_owned(),
        (Standing::NotBegun, _) => "not begun".to_owned(),
        (Standing::NoFile, _) => "no file".to_owned(),
    }
}

fn what_next(catalog: &Catalog, row: &Row<'_>) -> String {
    let exercise = row.exercise;
    let id = &exercise.id;
    if row.standing == Standing::NoFile {
        return format!(
            "Next: {} is not there or cannot be read; `cargo workbook reset {id}` brings the stub back.",
            exercise.file()
        );
    }
    let page = format!("{}/{}", exercise.chapter, exercise.page);
    format!(
        "Next: {} (its page is {}), then `cargo workbook check {id}`.",
        exercise.file(),
        served::place(&catalog.root, &page)
    )
}
