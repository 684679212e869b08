//! The strip of the lock's holder and its queue, above the lanes, in order of the events; for small
//! screens the strip alone, from top to bottom.

use kit::record::Kind;

use super::super::lanes::{Row, brackets};
use super::super::svg::{Svg, fit, width_of};
use super::super::words;
use super::columns::{Columns, GUTTER, WIDE};
use super::lane::{LANE, lane, wakes};
use super::{Circle, Grant, Run, say};

const NARROW: f64 = 320.0;
const HEAD: f64 = 22.0;
/// The heights of a place in the strip, of the gap below it, and of a line that explains a number.
const PLACE: f64 = 26.0;
const GAP: f64 = 12.0;
const LEGEND: f64 = 20.0;

pub fn wide(run: &Run<'_>) -> Result<Svg, String> {
    let columns = Columns::of(run)?;
    let lanes = HEAD + PLACE * run.places as f64 + GAP;
    let bottom = lanes + LANE * run.lanes.len() as f64;
    let circle = run
        .stuck()
        .and_then(|grant| Some((grant, run.circle(grant)?)));
    let legend = if circle.is_some() {
        4.0 * LEGEND + GAP
    } else {
        0.0
    };
    let width = if circle.is_some() {
        WIDE
    } else {
        columns.end + 8.0
    };
    let mut svg = Svg::new(width, bottom + legend + 6.0);
    for (by, x) in &columns.jumps {
        svg.text("mid jump", *x, 14.0, &format!("+{}", words::time(*by)));
        for shift in [-2.5, 2.5] {
            svg.line("jump", (x + shift, HEAD), (x + shift, bottom));
        }
    }
    places(run, &columns, &mut svg);
    let rows = run.lanes.iter().map(|(lane, depth)| Row {
        name: run.name(*lane),
        depth: *depth,
        task: run.recording.lanes[*lane].kind == Kind::Task,
    });
    let rows: Vec<Row<'_>> = rows.collect();
    brackets(&rows, lanes, LANE, GUTTER - 6.0, &mut svg);
    for (row, (own, _)) in run.lanes.iter().enumerate() {
        let y = |row: usize| lanes + LANE * (row as f64 + 0.5);
        svg.line(
            "rule",
            (GUTTER, y(row) + LANE / 2.0),
            (columns.end, y(row) + LANE / 2.0),
        );
        lane(run, *own, &columns, y(row), &mut svg);
    }
    wakes(run, &columns, lanes, &mut svg);
    if let Some((grant, circle)) = &circle {
        explain(run, grant, circle, &columns, lanes, &mut svg);
    }
    Ok(svg)
}

/// Numbers the waits of a cycle in the drawing, and says below what each is.
fn explain(
    run: &Run<'_>,
    grant: &Grant,
    circle: &Circle,
    columns: &Columns,
    lanes: f64,
    svg: &mut Svg,
) {
    let lane_y = |lane: usize| {
        let row = run.lanes.iter().position(|(own, _)| *own == lane);
        lanes + LANE * (row.unwrap_or(0) as f64 + 0.5)
    };
    let change = run.changes.iter().find(|one| one.event == grant.from);
    let queue = change.map_or(&[][..], |change| &change.lock.queue);
    let waiter = run.name(circle.waiter);
    let place = queue.iter().position(|name| name == waiter).unwrap_or(0) + 1;
    let place_y = |place: usize| HEAD + PLACE * (place as f64 + 0.5);
    let x = columns.border(run, grant.from) + 12.0;
    let marks = [
        (x, place_y(place)),
        (x, place_y(0)),
        (x, lane_y(grant.lane)),
        (columns.middle(circle.poll), lane_y(circle.owner)),
    ];
    let (holder, owner) = (run.name(grant.lane), run.name(circle.owner));
    let says = say::circle(&run.changes[0].lock.of, waiter, holder, owner);
    let below = lanes + LANE * run.lanes.len() as f64 + GAP;
    for (number, ((x, y), says)) in marks.into_iter().zip(says).enumerate() {
        numbered(svg, number + 1, x, y);
        let y = below + LEGEND * (number as f64 + 0.5);
        numbered(svg, number + 1, GUTTER + 8.0, y);
        let says = fit(&says, WIDE - GUTTER - 30.0);
        svg.text("start", GUTTER + 24.0, y + 4.0, &says);
    }
}

fn numbered(svg: &mut Svg, number: usize, x: f64, y: f64) {
    svg.circle("note", x, y, 8.0);
    svg.text("mid letter", x, y + 4.0, &number.to_string());
}

/// The strip: a box for as long as a future keeps its place.
fn places(run: &Run<'_>, columns: &Columns, svg: &mut Svg) {
    for place in 0..run.places {
        let y = HEAD + PLACE * place as f64;
        let says = if place == 0 {
            say::HOLDS.to_owned()
        } else {
            say::place(place)
        };
        svg.text("end number", GUTTER - 10.0, y + 17.0, &says);
        let who = |number: usize| -> Option<(&str, bool)> {
            let change = run.changes.get(number)?;
            match place {
                0 => Some((change.lock.holder.as_deref()?, run.is_granted(change))),
                place => Some((change.lock.queue.get(place - 1)?, false)),
            }
        };
        let mut number = 0;
        while number < run.changes.len() {
            let from = number;
            while number < run.changes.len() && who(number) == who(from) {
                number += 1;
            }
            let Some((name, granted)) = who(from) else {
                continue;
            };
            let x = columns.border(run, run.changes[from].event);
            let to = run
                .changes
                .get(number)
                .map_or(columns.end, |next| columns.border(run, next.event));
            // A grant may end within, with a poll.
            let grant = run
                .grants
                .iter()
                .find(|one| granted && one.from >= run.changes[from].event);
            let until = grant.map_or(x, |grant| columns.border(run, grant.to).min(to));
            svg.rect(
                if place == 0 { "fill" } else { "box" },
                x,
                y + 2.0,
                to - x,
                PLACE - 4.0,
            );
            crossed(svg, x, y + 2.0, until - x, PLACE - 4.0);
            let name = fit(name, to - x - 4.0);
            if width_of(&name) <= to - x {
                label(svg, (x + to) / 2.0, y + 17.0, &name, until > x);
            }
        }
    }
}

/// Text in the middle of `x`, on a plate where the ground is hatched.
pub fn label(svg: &mut Svg, x: f64, y: f64, text: &str, on_plate: bool) {
    let half = width_of(text) / 2.0 + 2.0;
    if on_plate {
        svg.rect("plate", x - half, y - 12.0, 2.0 * half, 16.0);
    }
    svg.text("mid strong", x, y, text);
}

/// Granted, not polled: strokes that cross.
pub fn crossed(svg: &mut Svg, x: f64, y: f64, width: f64, height: f64) {
    if width <= 0.0 {
        return;
    }
    svg.rect("granted", x, y, width, height);
    let strokes = ((width + height) / 7.0) as usize;
    for number in 1..=strokes {
        let along = number as f64 * 7.0;
        // From the upper or right edge down to the lower or left one, and mirrored.
        let (right, low) = (along.min(width), (along - width).max(0.0));
        let (left, deep) = ((along - height).max(0.0), along.min(height));
        svg.line("cross", (x + right, y + low), (x + left, y + deep));
        svg.line(
            "cross",
            (x + width - right, y + low),
            (x + width - left, y + deep),
        );
    }
}

/// The strip from top to bottom: a row for each change, and below it the lanes that are polled until the next.
pub fn narrow(run: &Run<'_>) -> Option<Svg> {
    let left = 56.0;
    let size = (NARROW - left) / run.places as f64;
    if size < 84.0 {
        return None;
    }
    let (top, row) = (HEAD + 4.0, 48.0);
    let mut svg = Svg::new(NARROW, top + row * run.changes.len() as f64 + 4.0);
    for place in 0..run.places {
        let says = if place == 0 {
            say::HOLDS.to_owned()
        } else {
            say::place(place)
        };
        svg.text(
            "mid number",
            left + size * (place as f64 + 0.5),
            14.0,
            &says,
        );
    }
    for (number, change) in run.changes.iter().enumerate() {
        let y = top + row * number as f64;
        let at = words::time(run.at(change.event));
        svg.text("end", left - 8.0, y + 16.0, &fit(&at, left - 8.0));
        let holder = change.lock.holder.iter();
        for (place, name) in holder.chain(&change.lock.queue).enumerate() {
            let place = if change.lock.holder.is_none() {
                place + 1
            } else {
                place
            };
            let x = left + size * place as f64 + 2.0;
            svg.rect(
                if place == 0 { "fill" } else { "box" },
                x,
                y,
                size - 4.0,
                22.0,
            );
            let granted = place == 0 && run.is_granted(change);
            if granted {
                crossed(&mut svg, x, y, size - 4.0, 22.0);
            }
            label(
                &mut svg,
                x + size / 2.0 - 2.0,
                y + 15.0,
                &fit(name, size - 16.0),
                granted,
            );
        }
        let says = say::polled(&run.names(&change.polled));
        svg.text(
            "start number",
            left + 2.0,
            y + 38.0,
            &fit(&says, NARROW - left - 2.0),
        );
    }
    Some(svg)
}
