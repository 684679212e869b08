//! The bars, for people.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use super::{OfChapter, Sums};
use crate::cmd::counted;
use crate::cmd::list::what_next;
use crate::cmd::text::{columns, shortened, unicode, wrapped};
use crate::engine::catalog::Catalog;
use crate::standing::{self, Row};

const GOOD: Style = AnsiColor::Green.on_default().bold();
const BEGUN: Style = AnsiColor::Yellow.on_default().bold();
const QUIET: Style = Style::new().dimmed();

/// How many characters a bar has.
const CELLS: usize = 12;
/// Columns of a line beside the chapter's name and title.
const BESIDE: usize = CELLS + 28;

/// What a bar is drawn with: done, begun, and neither.
struct Marks {
    done: char,
    begun: char,
    rest: char,
}

const BLOCKS: Marks = Marks {
    done: '█',
    begun: '▒',
    rest: '░',
};
const ASCII: Marks = Marks {
    done: '#',
    begun: '+',
    rest: '.',
};

pub fn print(
    catalog: &Catalog,
    all: &Sums,
    chapters: &[OfChapter<'_>],
    rows: &[Row<'_>],
) -> io::Result<()> {
    let mut out = anstream::stdout().lock();
    let width = columns();
    let marks = if unicode() { BLOCKS } else { ASCII };
    let names = chapters.iter().map(|chapter| chapter.name.len()).max();
    let names = names.unwrap_or_default();
    writeln!(
        out,
        "{QUIET}{:names$}  {:CELLS$}  {:>5} {:>7} {:>8}{QUIET:#}",
        "", "", "done", "points", "left"
    )?;
    for chapter in chapters {
        let sums = &chapter.sums;
        let (done, begun, rest) = cells(sums);
        let repeated = |mark: char, count: usize| mark.to_string().repeat(count);
        let title = shortened(chapter.title, width.saturating_sub(names + BESIDE));
        let line = format!(
            "{:names$}  {GOOD}{}{GOOD:#}{BEGUN}{}{BEGUN:#}{QUIET}{}{QUIET:#}  {:>5} {:>7} {:>8}  {title}",
            chapter.name,
            repeated(marks.done, done),
            repeated(marks.begun, begun),
            repeated(marks.rest, rest),
            format!("{}/{}", sums.done, sums.exercises),
            format!("{}/{}", sums.earned, sums.points),
            time(sums.minutes_left),
        );
        writeln!(out, "{}", line.trim_end())?;
    }
    writeln!(
        out,
        "{QUIET}{:names$}  {} done, {} begun{QUIET:#}",
        "", marks.done, marks.begun
    )?;
    let mut told = format!(
        "{} of {} done, {} of {} points",
        all.done,
        counted(all.exercises, "exercise"),
        all.earned,
        all.points,
    );
    if all.minutes_left > 0 {
        told += &format!(", {} left by the estimates", time(all.minutes_left));
    }
    if all.to_judge > 0 {
        told += &format!(
            "; {} to judge with `cargo workbook check`",
            counted(all.to_judge, "answer")
        );
    }
    writeln!(out, "\n{}", wrapped(&format!("{told}."), 0, width))?;
    let told = match standing::next(rows) {
        None if rows.is_empty() => return out.flush(),
        None => "Everything shown here is done.".to_owned(),
        Some(next) => what_next(catalog, &rows[next]),
    };
    writeln!(out, "{}", wrapped(&told, 0, width))?;
    out.flush()
}

/// How many cells are done, begun and neither. What there is any of has a cell, and only a chapter that is all done
/// fills the bar.
fn cells(sums: &Sums) -> (usize, usize, usize) {
    let all = sums.exercises.max(1);
    let share = |count: usize| match count * CELLS / all {
        0 if count > 0 => 1,
        share => share,
    };
    let done = match sums.done {
        done if done == sums.exercises => CELLS,
        done => share(done).min(CELLS - 1),
    };
    let begun = share(sums.begun).min(CELLS - done);
    (done, begun, CELLS - done - begun)
}

/// `45 min`, `2 h 05`.
fn time(minutes: u32) -> String {
    match (minutes / 60, minutes % 60) {
        (0, 0) => "-".to_owned(),
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(exercises: usize, done: usize, begun: usize) -> (usize, usize, usize) {
        cells(&Sums {
            exercises,
            done,
            begun,
            ..Sums::default()
        })
    }

    #[test]
    fn a_bar_is_full_only_if_all_is_done_and_empty_only_if_nothing_is_begun() {
        assert_eq!(of(6, 0, 0), (0, 0, 12));
        assert_eq!(of(6, 3, 1), (6, 2, 4));
        assert_eq!(of(6, 6, 0), (12, 0, 0));
        assert_eq!(of(100, 1, 1), (1, 1, 10));
        assert_eq!(of(100, 99, 1), (11, 1, 0));
        assert_eq!(of(100, 99, 0), (11, 0, 1));
    }

    #[test]
    fn time_is_in_hours_if_there_are_any() {
        let said = [0, 45, 60, 125].map(time);
        assert_eq!(said, ["-", "45 min", "1 h", "2 h 05"]);
    }
}
