//! The two drawings: lanes over the order of events, and for small screens a list with how each ended.

use std::time::Duration;

use super::super::lanes::{Row, brackets};
use super::super::svg::{Svg, fit, width_of};
use super::super::words;
use super::{End, Life, Run, say};

const WIDE: f64 = 750.0;
const NARROW: f64 = 320.0;
/// How much wider a label in bold type is than its length tells.
const BOLD: f64 = 1.1;
/// Room for the names.
const GUTTER: f64 = 150.0;
/// Room for the labels on top, and for a lane.
const HEAD: f64 = 44.0;
const LANE: f64 = 28.0;
/// Room for a jump of the clock, and for an event: as much as there is, between these two.
const JUMP: f64 = 52.0;
const COLUMN: (f64, f64) = (20.0, 32.0);

/// The position of each event that is drawn, and of each jump of the clock.
struct Columns {
    events: Vec<(usize, f64)>,
    jumps: Vec<(Duration, f64)>,
    column: f64,
    end: f64,
}

impl Columns {
    fn of(run: &Run<'_>) -> Result<Self, String> {
        let ends = run.lives.iter().filter_map(|life| life.end);
        let mut shown: Vec<usize> = run.lives.iter().map(|life| life.begin).collect();
        shown.extend(ends.map(End::event));
        shown.sort_unstable();
        shown.dedup();
        let times = shown.iter().map(|event| run.at(*event));
        let mut last = Duration::ZERO;
        let jumps = times
            .filter(|at| std::mem::replace(&mut last, *at) < *at)
            .count();
        // The last survivor's label needs room behind it.
        let room = WIDE - GUTTER - JUMP * jumps as f64 - 14.0;
        let column = (room / shown.len() as f64).min(COLUMN.1);
        if column < COLUMN.0 {
            let most = (room.max(0.0) / COLUMN.0) as usize;
            return Err(say::too_many("begins and ends", shown.len(), most));
        }
        let (mut x, mut now) = (GUTTER, Duration::ZERO);
        let mut columns = Self {
            events: Vec::new(),
            jumps: Vec::new(),
            column,
            end: 0.0,
        };
        for event in shown {
            let at = run.at(event);
            if at > now {
                columns.jumps.push((at - now, x + JUMP / 2.0));
                (x, now) = (x + JUMP, at);
            }
            columns.events.push((event, x + column / 2.0));
            x += column;
        }
        columns.end = x;
        Ok(columns)
    }

    fn x(&self, event: usize) -> f64 {
        let found = self.events.iter().find(|(own, _)| *own == event);
        found.map_or(self.end, |(_, x)| *x)
    }
}

pub fn wide(run: &Run<'_>) -> Result<Svg, String> {
    let columns = Columns::of(run)?;
    let height = HEAD + LANE * run.lives.len() as f64 + 8.0;
    let mut svg = Svg::new(columns.end + labels(run, &columns), height);
    for (by, x) in &columns.jumps {
        svg.text("mid jump", *x, 14.0, &format!("+{}", words::time(*by)));
        for shift in [-2.5, 2.5] {
            svg.line("jump", (x + shift, HEAD - 22.0), (x + shift, height - 4.0));
        }
    }
    cuts(run, &columns, &mut svg);
    tree(run, HEAD, LANE, GUTTER - 6.0, &mut svg);
    for (row, life) in run.lives.iter().enumerate() {
        lane(
            run,
            life,
            &columns,
            HEAD + LANE * (row as f64 + 0.5),
            &mut svg,
        );
    }
    Ok(svg)
}

/// The room behind the last column for what is written there.
fn labels(run: &Run<'_>, columns: &Columns) -> f64 {
    let cuts = run
        .cuts
        .iter()
        .map(|cut| say::cancelled(run.at(cut.drops[0])));
    let heads = cuts.map(|says| GUTTER + width_of(&says) * BOLD - columns.end);
    let survivor = match run.cuts.iter().any(|cut| !cut.survivors.is_empty()) {
        true => 28.0 + width_of(say::SURVIVES) * BOLD,
        false => 0.0,
    };
    let room = WIDE - columns.end;
    heads.fold(survivor, f64::max).max(14.0).min(room.max(14.0))
}

/// The lines where something is dropped, beside all that was created within.
fn cuts(run: &Run<'_>, columns: &Columns, svg: &mut Svg) {
    let mut free = GUTTER;
    for cut in &run.cuts {
        let inside = |life: &Life| super::within(run.recording, life.lane, cut.root);
        let rows = run
            .lives
            .iter()
            .enumerate()
            .filter(|(_, life)| inside(life));
        let rows: Vec<usize> = rows.map(|(row, _)| row).collect();
        let (Some(first), Some(last)) = (rows.first(), rows.last()) else {
            continue;
        };
        let x = columns.x(cut.drops[0]) - columns.column / 2.0;
        let bottom = HEAD + LANE * (*last as f64 + 1.0);
        svg.line("cut", (x, HEAD - 6.0), (x, HEAD + LANE * *first as f64));
        svg.line("cut through", (x, HEAD + LANE * *first as f64), (x, bottom));
        let says = say::cancelled(run.at(cut.drops[0]));
        let half = width_of(&says) * BOLD / 2.0;
        let last = columns.end + labels(run, columns) - 2.0 - half;
        let middle = x.clamp(GUTTER + half, last.max(GUTTER + half));
        // Where two are cancelled close together, the words below tell of the second.
        if middle - half >= free {
            svg.rect("plate", middle - half, HEAD - 24.0, 2.0 * half, 16.0);
            svg.text("mid fault", middle, HEAD - 12.0, &says);
            free = middle + half + 6.0;
        }
    }
}

/// The names in the gutter, with brackets.
fn tree(run: &Run<'_>, top: f64, lane: f64, room: f64, svg: &mut Svg) {
    let rows = run.lives.iter().map(|life| Row {
        name: run.name(life.lane),
        depth: life.depth,
        task: run.is_task(life.lane),
    });
    brackets(&rows.collect::<Vec<_>>(), top, lane, room, svg);
}

fn lane(run: &Run<'_>, life: &Life, columns: &Columns, y: f64, svg: &mut Svg) {
    let from = columns.x(life.begin);
    let to = life
        .end
        .map_or(columns.end + 8.0, |end| columns.x(end.event()));
    if life.polled {
        svg.rect("life", from - 6.0, y - 6.0, to - from + 6.0, 12.0);
    } else {
        svg.line("waiting", (from, y), (to, y));
        svg.circle("note", from, y, 4.0);
    }
    match life.end {
        Some(End::Ready(_)) => {
            svg.rect("wall", to - 1.0, y - 7.0, 3.0, 14.0);
            svg.text("start letter", to + 5.0, y + 4.0, "R");
        }
        Some(End::Panicked(_)) => svg.text("start letter fault", to + 5.0, y + 4.0, "!"),
        Some(End::Dropped(_, number)) => {
            for side in [-5.0, 5.0] {
                svg.path(
                    "dropped",
                    &[(to - 5.0, y - side), (to + 5.0, y + side)],
                    false,
                );
            }
            svg.text("start letter", to + 8.0, y + 4.0, &number.to_string());
        }
        None => {}
    }
    let cut = run
        .cuts
        .iter()
        .find(|cut| cut.survivors.contains(&life.lane));
    if let Some(cut) = cut {
        // Within its own bar, which is long enough if there is anything to survive for.
        let begins = columns.x(cut.drops[0]) - columns.column / 2.0 + 4.0;
        let behind = to - begins < width_of(say::SURVIVES) + 4.0;
        let (class, x) = match behind {
            true => ("start letter", to + 18.0),
            false => ("start letter", begins),
        };
        svg.text(class, x, y + 4.0, say::SURVIVES);
    }
}

pub fn narrow(run: &Run<'_>) -> Svg {
    let (top, lane) = (4.0, 24.0);
    let mut svg = Svg::new(NARROW, top + lane * run.lives.len() as f64 + 4.0);
    tree(run, top, lane, NARROW - 140.0, &mut svg);
    for (row, life) in run.lives.iter().enumerate() {
        let y = top + lane * (row as f64 + 0.5);
        let fate = match life.end {
            Some(End::Ready(event)) => say::ready(run.at(event)),
            Some(End::Panicked(_)) => say::PANICS.to_owned(),
            Some(End::Dropped(event, number)) => say::dropped(number, run.at(event)),
            None => say::UNENDED.to_owned(),
        };
        let dropped = matches!(life.end, Some(End::Dropped(..)));
        let (class, fate) = match run.survives(life.lane) {
            true => ("end strong", say::survives(&fate)),
            false if dropped => ("end fault", fate),
            false => ("end", fate),
        };
        svg.text(class, NARROW - 4.0, y + 4.0, &fit(&fate, 134.0));
        svg.line("rule", (0.0, y + lane / 2.0), (NARROW, y + lane / 2.0));
    }
    svg
}
