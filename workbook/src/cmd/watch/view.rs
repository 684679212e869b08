//! What `watch` shows, as text.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use crate::cmd::check::{beside, print};
use crate::cmd::counted;
use crate::cmd::text::{columns, wrapped};
use crate::engine::beliefs::{self, Guess};
use crate::engine::catalog::{Catalog, Exercise};
use crate::engine::verdict::Verdict;
use crate::served;
use crate::watching::judging::Judged;
use crate::watching::keys;
use crate::watching::machine::Machine;

const GOOD: Style = AnsiColor::Green.on_default().bold();
const BAD: Style = AnsiColor::Red.on_default().bold();
const HEADING: Style = AnsiColor::Cyan.on_default().bold();
const QUIET: Style = Style::new().dimmed();

pub const PREPARING: &str = "building what the checks need (once; it may take a minute)";

/// What is on the page. It can be written again when the terminal's width has changed.
#[derive(Default)]
pub struct View {
    /// Of the exercise that has just passed; empty if none has.
    pub above: String,
    /// The exercise at hand.
    id: String,
    /// How it was judged, or why it could not be; nothing until then.
    pub judged: Option<Result<Box<Judged>, String>>,
    /// What was said since.
    pub told: Vec<String>,
    /// What cargo says while it builds packages for the checks.
    pub preparing: Option<String>,
}

impl View {
    /// Another exercise is at hand: returns its heading, which is shown until it is judged.
    pub fn enter(&mut self, catalog: &Catalog, id: &str) -> String {
        // What passed leads to this one, and to no other.
        if self.judged.is_some() {
            self.above.clear();
        }
        self.id = id.to_owned();
        self.judged = None;
        self.told.clear();
        match catalog.exercise(id) {
            Ok(exercise) => heading(exercise),
            Err(_) => String::new(),
        }
    }

    /// The whole page.
    pub fn page(&self, catalog: &Catalog) -> String {
        let mut text = self.above.clone();
        match &self.judged {
            None => {
                if let Ok(exercise) = catalog.exercise(&self.id) {
                    text += &heading(exercise);
                }
            }
            Some(Ok(judged)) => text += &verdict(catalog, judged),
            Some(Err(why)) => {
                let id = &self.id;
                text += &format!("{BAD}✗ {id}{BAD:#}  could not be judged\n");
                text += &format!("{}\n", wrapped(why, 4, columns()));
            }
        }
        text + &self.told.concat()
    }

    /// The line of the answer's file that the first failure names, from 1.
    pub fn line(&self, exercise: &Exercise) -> Option<usize> {
        let Some(Ok(judged)) = &self.judged else {
            return None;
        };
        let place = |verdict: &Verdict| {
            let line = verdict
                .at
                .strip_prefix(&exercise.file())?
                .strip_prefix(':')?;
            line.split(':').next()?.parse().ok()
        };
        let mut failing = judged.verdicts.iter().filter(|v| !v.passed());
        failing.find_map(place)
    }

    /// The lines below the page: how far the chapter is, what is next, and the keys.
    pub fn status(&self, catalog: &Catalog, machine: &Machine) -> String {
        // One column less: a full line would move the cursor on in some terminals.
        let width = columns() - 1;
        let id = machine.current();
        let chapter = id.split('/').next().unwrap_or_default();
        let all: Vec<&Exercise> = catalog
            .exercises()
            .filter(|e| e.chapter == chapter)
            .collect();
        let done = all.iter().filter(|e| machine.is_done(&e.id)).count();
        let mut told = format!("{chapter}: {done} of {} done", all.len());
        match machine.next() {
            Some(next) => told += &format!(" · after this: {next}"),
            None => told += " · nothing else is left here",
        }
        let mut lines = vec![format!("{QUIET}{}{QUIET:#}", "─".repeat(width))];
        let shown = |text: &str, style: Style| {
            let wrapped = wrapped(text, 0, width);
            let lines = wrapped
                .lines()
                .map(|line| format!("{style}{line}{style:#}"));
            lines.collect::<Vec<_>>()
        };
        if machine.is_asking() {
            let question = format!(
                "Bring the stub of {id} back? Your answer is kept beside it. `y` does it, any other key does not."
            );
            lines.extend(shown(&question, HEADING));
            return lines.join("\n");
        }
        if machine.is_judging() {
            let what = self.preparing.as_deref().unwrap_or("its checks run");
            let what: String = what.chars().filter(|c| !c.is_control()).collect();
            lines.extend(shown(&format!("Judging {id}: {what} …"), HEADING));
        } else {
            lines.extend(shown(&told, Style::new()));
        }
        let short = width < 76;
        let keys = match short {
            true => "h hint  e edit  n next  p back  l list  ? all  q quit",
            false => {
                "h hint  c check  e edit  s solution  n next  p back  l list  ? all keys  q quit"
            }
        };
        lines.extend(shown(&keys.replace("  ", " · "), QUIET));
        lines.join("\n")
    }
}

/// The exercise before it is judged.
fn heading(exercise: &Exercise) -> String {
    format!(
        "{HEADING}{}{HEADING:#}  {} ({}, {} min, {})\n",
        exercise.id,
        exercise.title,
        "★".repeat(exercise.stars.min(4) as usize),
        exercise.minutes,
        counted(exercise.points as usize, "point"),
    )
}

/// The verdicts, as `check` shows them, and where to go on.
fn verdict(catalog: &Catalog, judged: &Judged) -> String {
    into_text(|out| {
        body(out, judged)?;
        let exercise = &judged.answer.exercise;
        if judged.passed() {
            return Ok(());
        }
        if let Some(guess) = beliefs::guess(&catalog.root, exercise, &judged.verdicts) {
            belief(out, catalog, &guess)?;
        }
        let page = format!("{}/{}", exercise.chapter, exercise.page);
        let page = served::place(&catalog.root, &page);
        let told = format!(
            "Edit {} and save it. Its page is {page}.",
            judged.answer.shown
        );
        writeln!(out, "\n{QUIET}{}{QUIET:#}", wrapped(&told, 0, columns()))
    })
}

fn body(out: &mut Vec<u8>, judged: &Judged) -> io::Result<()> {
    print::exercise(out, &judged.answer, &judged.verdicts, true)?;
    beside::warnings(out, &judged.warnings)?;
    beside::printed(out, &judged.verdicts)
}

fn belief(out: &mut Vec<u8>, catalog: &Catalog, guess: &Guess) -> io::Result<()> {
    let width = columns();
    let told = format!("This looks like: {}", guess.belief);
    writeln!(out, "\n{}", wrapped(&told, 4, width))?;
    writeln!(out, "{}", wrapped(&guess.instead, 4, width))?;
    let page = guess.page.as_ref().and_then(|link| {
        let page = link.file.strip_prefix("chapters/")?.strip_suffix(".md")?;
        Some(served::place(&catalog.root, page))
    });
    match page {
        Some(page) => writeln!(out, "{}", wrapped(&format!("Read on: {page}."), 4, width)),
        None => Ok(()),
    }
}

/// What is said when an exercise passes for the first time. If it `goes_on`, the next follows below.
pub fn passed(judged: &Judged, goes_on: bool) -> String {
    into_text(|out| {
        if goes_on {
            body(out, judged)?;
        }
        let told = match goes_on {
            true => {
                "It passes. `s` shows the solution beside yours, `p` goes back. What comes next:"
            }
            false => "It passes. `s` shows the solution beside yours.",
        };
        let told = wrapped(told, 0, columns());
        writeln!(out, "{GOOD}{told}{GOOD:#}")?;
        if goes_on {
            writeln!(out)?;
        }
        Ok(())
    })
}

pub fn all_done() -> String {
    let told = "Everything that you set out to do here is done. `cargo workbook watch` goes on with the book.";
    format!("{GOOD}{}{GOOD:#}\n", wrapped(told, 0, columns()))
}

pub fn no_solution_yet(id: &str) -> String {
    quiet(&format!(
        "The solution is shown beside your answer once that passes. To see it now: \
         `cargo workbook solution {id} --anyway`."
    ))
}

pub fn help() -> String {
    into_text(|out| {
        for (key, what) in keys::HELP {
            writeln!(out, "    {HEADING}{key}{HEADING:#}  {what}")?;
        }
        let told = "Each save of an answer is judged at once. The save of another exercise's file goes to that one.";
        writeln!(out, "{}", wrapped(told, 4, columns()))
    })
}

pub fn quiet(text: &str) -> String {
    format!("{QUIET}{}{QUIET:#}\n", wrapped(text, 0, columns()))
}

pub fn trouble(error: &anyhow::Error) -> String {
    let text = wrapped(&format!("{error:#}"), 0, columns());
    format!("{BAD}error:{BAD:#} {text}\n")
}

fn into_text(write: impl FnOnce(&mut Vec<u8>) -> io::Result<()>) -> String {
    let mut out = Vec::new();
    // A buffer in memory takes everything.
    let _ = write(&mut out);
    String::from_utf8_lossy(&out).into_owned()
}
