//! What one sees while the packages are built that the checks need, and judging with nothing else to see.

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

use anstyle::Style;

use crate::engine::catalog::Catalog;
use crate::engine::error::Result;
use crate::engine::process::Stop;
use crate::engine::verdict::Verdict;
use crate::engine::{Answer, Event, Options};
use crate::failures::place;
use crate::own;

const QUIET: Style = Style::new().dimmed();

/// How often a line is written if the output is no terminal.
const NOW_AND_THEN: Duration = Duration::from_secs(5);
/// The line is cut here, so that it stays one on a narrow terminal.
const WIDTH: usize = 59;

/// A line on standard error: rewritten on a terminal, written now and then elsewhere.
#[derive(Default)]
pub struct Line {
    /// How many packages cargo has begun to compile.
    packages: usize,
    is_shown: bool,
    last: Option<Instant>,
}

impl Line {
    /// Shows that what `chapter` needs is being built, and what cargo has just said of it.
    pub fn show(&mut self, chapter: &str, said: Option<&str>) -> io::Result<()> {
        let mut err = anstream::stderr();
        let Some(said) = said else {
            self.clear()?;
            self.packages = 0;
            self.last = Some(Instant::now());
            return writeln!(
                err,
                "{QUIET}Building what the checks of {chapter} need (once; it may take a minute) …{QUIET:#}"
            );
        };
        let text = match said.strip_prefix("Compiling ") {
            Some(package) => {
                self.packages += 1;
                format!("package {}: {package}", self.packages)
            }
            None => said.to_owned(),
        };
        let text: String = text.chars().take(WIDTH).collect();
        if io::stderr().is_terminal() {
            self.is_shown = true;
            write!(err, "\r\x1b[2K{QUIET}{text}{QUIET:#}")?;
            err.flush()
        } else if self.last.is_none_or(|last| last.elapsed() >= NOW_AND_THEN) {
            self.last = Some(Instant::now());
            writeln!(err, "{QUIET}{text}{QUIET:#}")
        } else {
            Ok(())
        }
    }

    /// Takes the line off a terminal.
    pub fn clear(&mut self) -> io::Result<()> {
        if self.is_shown {
            self.is_shown = false;
            let mut err = anstream::stderr();
            write!(err, "\r\x1b[2K")?;
            err.flush()?;
        }
        Ok(())
    }
}

/// Judges the reader's own `answer`, and shows what is built meanwhile. All its verdicts, in the order of the checks;
/// fewer if Ctrl-C stopped it.
///
/// # Errors
/// As [`own::judge`].
pub fn judged(catalog: &Catalog, answer: &Answer, options: &Options) -> Result<Vec<Verdict>> {
    let mut verdicts = Vec::new();
    let mut line = Line::default();
    own::judge(
        catalog,
        std::slice::from_ref(answer),
        options,
        &Stop::on_ctrl_c(),
        &mut |event| match event {
            // That the line cannot be shown is no reason to judge nothing.
            Event::Preparing {
                chapter,
                line: said,
            } => {
                let _ = line.show(&chapter, said.as_deref());
            }
            Event::Compiled { .. } => {
                let _ = line.clear();
            }
            Event::Verdict { verdict, .. } => verdicts.push(verdict),
            Event::Done { .. } | Event::Forged { .. } => {}
        },
    )?;
    verdicts.sort_by_key(|verdict| place(&answer.exercise, verdict));
    Ok(verdicts)
}
