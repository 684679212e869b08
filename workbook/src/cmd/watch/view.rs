//! What `watch` shows, as text.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use crate::cmd::check::{beside, print};
use crate::cmd::counted;
use crate::cmd::text::{columns, wrapped};
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
    /// Whether there are keys to press.
    has_keys: bool,
    /// Of the exercise that has just passed; empty if none has.
    above: String,
    /// Whether the exercise that it leads to is still to come.
    is_leading_on: bool,
    /// The exercise at hand.
    id: String,
    /// How it was judged, or why it could not be; nothing until then.
    judged: Option<Result<Box<Judged>, String>>,
    /// What was said since.
    told: Vec<String>,
    /// What cargo says while it builds packages for the checks.
    pub preparing: Option<String>,
}

impl View {
    pub fn new(has_keys: bool) -> Self {
        Self {
            has_keys,
            ..Self::default()
        }
    }

    /// Another exercise is at hand: returns its heading, which is shown until it is judged.
    pub fn enter(&mut self, catalog: &Catalog, id: &str) -> String {
        if !std::mem::take(&mut self.is_leading_on) {
            self.above.clear();
        }
        self.id = id.to_owned();
        self.judged = None;
        self.told.clear();
        match catalog.exercise(id) {
            Ok(exercise) => format!("\n{}", heading(exercise)),
            Err(_) => String::new(),
        }
    }

    /// The exercise at hand was judged, or could not be.
    pub fn judge(&mut self, judged: Result<Box<Judged>, String>) {
        if self.judged.is_some() {
            self.above.clear();
        }
        self.judged = Some(judged);
        self.told.clear();
    }

    /// The exercise at hand passes, for the first time: returns what to show of that. If it `goes_on`, that stays above
    /// the next one's verdicts.
    pub fn passed(&mut self, catalog: &Catalog, judged: Judged, goes_on: bool) -> String {
        let mut told = "It passes.".to_owned();
        if self.has_keys {
            told += " `s` shows the solution beside yours";
            told += if goes_on { ", `p` goes back." } else { "." };
        }
        if goes_on {
            told += " What comes next:";
        } else {
            told += " Everything that you set out to do here is done: `cargo workbook watch` goes on with the book.";
        }
        let told = format!("{GOOD}{}{GOOD:#}\n", wrapped(&told, 0, columns()));
        if !goes_on {
            self.judge(Ok(Box::new(judged)));
            self.told.push(told);
            return self.page(catalog);
        }
        let passed = into_text(|out| body(out, catalog, &judged)) + &told;
        if self.has_keys {
            self.above = format!("{passed}\n");
        }
        self.is_leading_on = true;
        self.judged = None;
        self.told.clear();
        passed
    }

    /// Something is said below the verdict, until the next one: returns what to show of it.
    pub fn tell(&mut self, text: &str) -> String {
        let text = format!("\n{text}");
        self.told.push(text.clone());
        text
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
            let what = match &self.preparing {
                Some(said) => said.chars().filter(|c| !c.is_control()).collect(),
                None => String::new(),
            };
            let colon = if what.is_empty() { "" } else { ": " };
            lines.extend(shown(&format!("Judging {id}{colon}{what} …"), HEADING));
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
        body(out, catalog, judged)?;
        let exercise = &judged.answer.exercise;
        if judged.passed() {
            return Ok(());
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

fn body(out: &mut Vec<u8>, catalog: &Catalog, judged: &Judged) -> io::Result<()> {
    print::exercise(out, &catalog.root, &judged.answer, &judged.verdicts, true)?;
    beside::warnings(out, &judged.warnings)?;
    beside::printed(out, &judged.verdicts)
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
    let text = wrapped(&format!("error: {error:#}"), 0, columns());
    let text = text.strip_prefix("error:").unwrap_or(&text);
    format!("{BAD}error:{BAD:#}{text}\n")
}

fn into_text(write: impl FnOnce(&mut Vec<u8>) -> io::Result<()>) -> String {
    let mut out = Vec::new();
    // A buffer in memory takes everything.
    let _ = write(&mut out);
    String::from_utf8_lossy(&out).into_owned()
}
