//! Verdicts for people: an exercise at a time, in the book's order, and what to do next.

use std::io::{self, Write};
use std::path::Path;

use anstyle::{AnsiColor, Style};
use kit::failure::Page;

use super::preparing::Line;
use super::{belief, beside};
use crate::cmd::counted;
use crate::cmd::text::columns;
use crate::engine::beliefs;
use crate::engine::verdict::{Status, Verdict};
use crate::engine::{Answer, Event};
use crate::failures::{failure, promise};
use crate::served;

const GOOD: Style = AnsiColor::Green.on_default().bold();
const BAD: Style = AnsiColor::Red.on_default().bold();
const QUIET: Style = Style::new().dimmed();

/// Prints verdicts as they come.
pub struct Printer<'a> {
    root: &'a Path,
    answers: &'a [Answer],
    /// Exercises asked for by their own name: shown in full even where not begun.
    named: &'a [String],
    /// By answer: what came, and whether it is all.
    came: Vec<(Vec<Verdict>, bool)>,
    /// By answer: rustc's warnings.
    warnings: Vec<Vec<String>>,
    preparing: Line,
    printed: usize,
    chapter: String,
    /// Whose answers are being printed, and what they have earned of how much.
    of: String,
    points: (u32, u32),
}

/// How far an exercise is.
#[derive(Clone, Copy, PartialEq)]
enum State {
    Done,
    Begun,
    NotBegun,
}

impl<'a> Printer<'a> {
    pub fn new(root: &'a Path, answers: &'a [Answer], named: &'a [String]) -> Self {
        Self {
            root,
            answers,
            named,
            came: vec![(Vec::new(), false); answers.len()],
            warnings: vec![Vec::new(); answers.len()],
            preparing: Line::default(),
            printed: 0,
            chapter: String::new(),
            of: answers
                .first()
                .map_or(String::new(), |first| first.of.clone()),
            points: (0, 0),
        }
    }

    /// Whether the answers are of several people.
    fn is_class(&self) -> bool {
        self.answers
            .iter()
            .any(|answer| answer.of != self.answers[0].of)
    }

    pub fn take_in(&mut self, event: Event) -> io::Result<()> {
        match event {
            Event::Preparing { chapter, line } => self.preparing.show(&chapter, line.as_deref()),
            Event::Compiled { answer, warnings } => {
                self.preparing.clear()?;
                self.warnings[answer] = warnings;
                Ok(())
            }
            // Its verdicts say so.
            Event::Forged { .. } => Ok(()),
            Event::Verdict { answer, verdict } => {
                self.came[answer].0.push(verdict);
                Ok(())
            }
            Event::Done { answer } => {
                self.preparing.clear()?;
                self.came[answer].1 = true;
                self.print_ready()
            }
        }
    }

    /// Prints what is complete, up to the first that is not: the order is the book's.
    fn print_ready(&mut self) -> io::Result<()> {
        let mut out = anstream::stdout().lock();
        let class = self.is_class();
        while let Some((verdicts, true)) = self.came.get_mut(self.printed) {
            let answer = &self.answers[self.printed];
            if class && (self.printed == 0 || self.of != answer.of) {
                if self.printed > 0 {
                    person(&mut out, &self.of, self.points)?;
                }
                writeln!(out, "== {} ==", plain(&answer.of))?;
                self.of.clone_from(&answer.of);
                self.points = (0, 0);
                self.chapter.clone_from(&answer.exercise.chapter);
            }
            self.points.0 += verdicts.iter().map(|v| v.earned).sum::<u32>();
            self.points.1 += verdicts.iter().map(|v| v.points).sum::<u32>();
            let order = |v: &Verdict| {
                answer
                    .exercise
                    .checks
                    .iter()
                    .position(|c| c.name == v.check)
            };
            verdicts.sort_by_key(order);
            if self.chapter != answer.exercise.chapter {
                if !self.chapter.is_empty() {
                    writeln!(out)?;
                }
                self.chapter.clone_from(&answer.exercise.chapter);
            }
            let in_full = self.named.contains(&answer.exercise.id);
            exercise(&mut out, self.root, answer, verdicts, in_full)?;
            beside::warnings(&mut out, &self.warnings[self.printed])?;
            beside::printed(&mut out, verdicts)?;
            self.printed += 1;
        }
        out.flush()
    }

    /// The closing lines.
    pub fn close(&self) -> io::Result<()> {
        let mut out = anstream::stdout().lock();
        let all: Vec<&Verdict> = self
            .came
            .iter()
            .flat_map(|(verdicts, _)| verdicts)
            .collect();
        let states: Vec<State> = self
            .came
            .iter()
            .map(|(verdicts, _)| state(verdicts))
            .collect();
        if self.is_class() {
            person(&mut out, &self.of, self.points)?;
        }
        let count = |wanted| states.iter().filter(|state| **state == wanted).count();
        writeln!(
            out,
            "\n{} of {} passed, {} of {} points: {} of {} done, {} begun, {} not begun.",
            all.iter().filter(|v| v.passed()).count(),
            counted(all.len(), "check"),
            all.iter().map(|v| v.earned).sum::<u32>(),
            all.iter().map(|v| v.points).sum::<u32>(),
            count(State::Done),
            counted(states.len(), "exercise"),
            count(State::Begun),
            count(State::NotBegun),
        )?;
        // What is begun comes before what is not.
        let next = [State::Begun, State::NotBegun]
            .iter()
            .find_map(|wanted| states.iter().position(|state| state == wanted));
        match next {
            None => writeln!(out, "{GOOD}Everything judged here passes.{GOOD:#}"),
            Some(at) => {
                let Answer {
                    exercise, shown, ..
                } = &self.answers[at];
                if !self.answers[at].is_own() {
                    return Ok(());
                }
                let page = format!("{}/{}", exercise.chapter, exercise.page);
                let page = format!("its page is {}", served::place(self.root, &page));
                writeln!(
                    out,
                    "Next: {shown} ({page}), then `cargo workbook check {}`.",
                    exercise.id
                )?;
                if states[at] == State::Begun && self.answers[at].is_own() {
                    writeln!(out, "A hint: `cargo workbook hint {}`.", exercise.id)?;
                }
                Ok(())
            }
        }
    }
}

fn person(out: &mut impl Write, of: &str, (earned, points): (u32, u32)) -> io::Result<()> {
    writeln!(out, "{}: {earned} of {points} points\n", plain(of))
}

/// A folder's name without what could move the cursor.
fn plain(name: &str) -> String {
    name.chars().filter(|c| !c.is_control()).collect()
}

fn state(verdicts: &[Verdict]) -> State {
    if verdicts.iter().all(Verdict::passed) {
        State::Done
    } else if verdicts
        .iter()
        .all(|v| v.untouched() || v.status == Status::NotHandedIn)
    {
        State::NotBegun
    } else {
        State::Begun
    }
}

/// Prints one exercise's verdicts: a line if it is done or, unless `in_full`, not begun. After the failures comes what
/// they look like, if they do.
///
/// # Errors
/// If `out` cannot be written.
pub fn exercise(
    out: &mut impl Write,
    root: &Path,
    answer: &Answer,
    verdicts: &[Verdict],
    in_full: bool,
) -> io::Result<()> {
    let guess = beliefs::guess_of(root, answer, verdicts);
    let belief = guess.map(|guess| belief::block(root, &guess, columns()));
    let belief = belief.as_deref();
    let exercise = &answer.exercise;
    let passed = verdicts.iter().filter(|v| v.passed()).count();
    let earned: u32 = verdicts.iter().map(|v| v.earned).sum();
    let score = format!(
        "{passed} of {}, {earned} of {} points",
        counted(verdicts.len(), "check"),
        exercise.points
    );
    let (id, title) = (&exercise.id, &exercise.title);
    match state(verdicts) {
        State::Done => return writeln!(out, "{GOOD}✓ {id}{GOOD:#}  {title}: {score}"),
        State::NotBegun if verdicts.iter().all(|v| v.status == Status::NotHandedIn) => {
            let points = exercise.points;
            return writeln!(
                out,
                "{QUIET}· {id}{QUIET:#}  {title}: not handed in (0 of {points} points)"
            );
        }
        State::NotBegun if !in_full => {
            return writeln!(
                out,
                "{QUIET}· {id}{QUIET:#}  {title}: not begun ({}, {} min, {} points)",
                "★".repeat(exercise.stars.min(4) as usize),
                exercise.minutes,
                exercise.points
            );
        }
        _ => writeln!(out, "{BAD}✗ {id}{BAD:#}  {title}: {score}")?,
    }
    if let Some(refused) = verdicts.iter().find(|v| v.status == Status::DidNotCompile) {
        // rustc never saw what could not be read: then the file's own name comes first.
        let what = if refused.message.starts_with(&answer.shown) {
            "cannot be judged"
        } else {
            "does not compile"
        };
        writeln!(
            out,
            "    {BAD}{what}{BAD:#}, so that none of its {} could run",
            counted(verdicts.len(), "check")
        )?;
        indented(out, &refused.message)?;
        return shown(out, belief);
    }
    let failures = verdicts.iter().filter(|v| !v.passed());
    let page = Page {
        width: columns(),
        colour: true,
    };
    let mut text = String::new();
    page.write(&mut text, failures.map(|v| failure(answer, v)).collect());
    out.write_all(text.as_bytes())?;
    shown(out, belief)?;
    text.clear();
    let passed = verdicts.iter().filter(|v| v.passed()).map(promise);
    page.passed(&mut text, &passed.collect::<Vec<_>>(), false);
    out.write_all(text.as_bytes())
}

fn shown(out: &mut impl Write, belief: Option<&str>) -> io::Result<()> {
    match belief {
        Some(belief) => writeln!(out, "\n{belief}\n"),
        None => Ok(()),
    }
}

fn indented(out: &mut impl Write, text: &str) -> io::Result<()> {
    for line in text.trim_end().lines() {
        writeln!(out, "{}", format!("        {line}").trim_end())?;
    }
    Ok(())
}
