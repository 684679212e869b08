//! The lanes below the strip: polls, waits and wakes.

use kit::model::{State, segments};
use kit::record::{By, What};

use super::super::svg::{Svg, width_of};
use super::columns::Columns;
use super::strip::{crossed, label};
use super::{Run, say};

/// The height of a lane.
pub const LANE: f64 = 30.0;

pub fn lane(run: &Run<'_>, lane: usize, columns: &Columns, y: f64, svg: &mut Svg) {
    let events = &run.recording.events;
    for segment in segments(events, lane) {
        let (from, to) = (columns.middle(segment.from), columns.middle(segment.to));
        match segment.state {
            State::Polling => {
                let begin = columns
                    .holding(segment.from)
                    .map_or(from, |column| column.from);
                let end = columns.holding(segment.to).map_or(to, |column| column.to);
                svg.rect("poll", begin + 1.0, y - 8.0, end - begin - 2.0, 16.0);
                let (letter, wall) = match events.get(segment.to).map(|event| &event.what) {
                    Some(What::Ready) => ("R", true),
                    Some(What::Panicked) => ("!", true),
                    Some(_) => ("P", false),
                    None => continue,
                };
                if wall {
                    svg.rect("wall", end - 3.0, y - 8.0, 3.0, 16.0);
                }
                svg.text("mid letter", to, y + 4.0, letter);
            }
            State::Waiting => svg.line("waiting", (from + 9.0, y), (to, y)),
            State::Woken => {
                let granted = run
                    .grants
                    .iter()
                    .find(|grant| grant.lane == lane && grant.to == segment.to);
                let to = granted.map_or(to - 7.0, |grant| columns.border(run, grant.from));
                svg.line("due", (from, y), (to.max(from), y));
            }
        }
    }
    for grant in run.grants.iter().filter(|grant| grant.lane == lane) {
        let (from, to) = (
            columns.border(run, grant.from),
            columns.border(run, grant.to),
        );
        svg.rect("plate", from, y - 8.0, to - from, 16.0);
        crossed(svg, from, y - 8.0, to - from, 16.0);
        let fits = |says: &&&str| width_of(says) + 50.0 < to - from;
        if let Some(says) = say::GRANTED.iter().find(fits) {
            label(svg, (from + to) / 2.0 + 8.0, y + 4.0, says, true);
        }
    }
    let dropped =
        |event: &kit::record::Event| event.lane == Some(lane) && event.what == What::Dropped;
    if let Some(event) = events.iter().position(dropped) {
        let x = columns.middle(event);
        for side in [-5.0, 5.0] {
            svg.path(
                "dropped",
                &[(x - 5.0, y - side), (x + 5.0, y + side)],
                false,
            );
        }
    }
}

/// Wakes by another future come from its lane, the others from outside.
pub fn wakes(run: &Run<'_>, columns: &Columns, lanes: f64, svg: &mut Svg) {
    let row = |lane: usize| run.lanes.iter().position(|(own, _)| *own == lane);
    let y = |row: usize| lanes + LANE * (row as f64 + 0.5);
    for (number, event) in run.recording.events.iter().enumerate() {
        let (What::Woken(by), Some(to)) = (&event.what, event.lane.and_then(row)) else {
            continue;
        };
        let x = columns.middle(number);
        let from = match by {
            By::Lane(lane) => row(*lane).filter(|from| *from != to).map(y),
            _ => None,
        };
        match from {
            Some(from) => {
                svg.circle("wake dot", x, from, 2.5);
                let side = if from < y(to) { -5.0 } else { 5.0 };
                svg.arrow("wake", (x, from), (x, y(to) + side));
            }
            None => svg.arrow("wake", (x, y(to) - 14.0), (x, y(to) - 5.0)),
        }
    }
}
