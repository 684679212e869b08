//! The drawing for a small screen: time runs down.

use super::strip::{COLUMN, Column, Strip};
use super::{Rows, strip_of};
use crate::pictures::Recording;
use crate::pictures::svg::{Svg, width_of, wrap};

const NARROW: f64 = 320.0;

/// If the names do not fit next to one another, every second one is above the rest, over a line that
/// leads down to its lane.
pub(super) fn drawn(recording: &Recording, rows: &Rows, columns: &[Column]) -> Svg {
    const LINE: f64 = 15.0;
    let lane = (NARROW - 34.0) / rows.names.len() as f64;
    let staggered = rows.names.iter().any(|name| width_of(name) > lane - 4.0);
    let room = if staggered { 2.0 * lane } else { lane } - 4.0;
    // Around its lane, but within the drawing: the range of positions for each name.
    let bounds = |row: usize| {
        let middle = 34.0 + lane * (row as f64 + 0.5);
        (
            (middle - room / 2.0).max(1.0),
            (middle + room / 2.0).min(NARROW - 1.0),
        )
    };
    let names: Vec<Vec<String>> = (0..)
        .zip(&rows.names)
        .map(|(row, name)| wrap(name, bounds(row).1 - bounds(row).0, 2))
        .collect();
    // The rows of names: those above, if there are any, and the others.
    let lines = |above: usize| {
        let own = names.iter().skip(above).step_by(1 + usize::from(staggered));
        own.map(Vec::len).max().unwrap_or(1) as f64 * LINE
    };
    let (above, below) = if staggered {
        (lines(0), lines(1))
    } else {
        (0.0, lines(0))
    };
    let head = above + below;
    let strip = Strip::new(true, (head + 10.0, 34.0), lane, columns);
    let mut svg = Svg::new(NARROW, strip.end() + 8.0);
    for (row, name) in names.iter().enumerate() {
        let x = strip.across(row);
        let is_above = staggered && row % 2 == 0;
        let floor = if is_above { above } else { head };
        for (line, text) in name.iter().rev().enumerate() {
            let middle = (bounds(row).0 + bounds(row).1) / 2.0;
            svg.text("mid name", middle, floor - 3.0 - LINE * line as f64, text);
        }
        if is_above {
            svg.line("rule", (x, floor + 1.0), (x, head + 8.0));
        }
    }
    strip_of(recording, rows, &strip, &mut svg, 14.0);
    for (event, at) in strip.numbers() {
        let below = at + COLUMN / 2.0;
        svg.veil(event, &[(0.0, below, NARROW, svg.height() - below)]);
    }
    svg
}
