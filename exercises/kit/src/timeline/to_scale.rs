//! The picture with a time axis.

use std::fmt::Write as _;
use std::time::Duration;

use super::{
    NAME, end, hidden_lanes, in_units, legend, milliseconds, names, notes, place_of, shown_lanes,
    write_in_order,
};
use crate::model::{State, segments};
use crate::record::{Recording, What};

/// Columns for where a row was made, beside the picture itself.
const PLACE: usize = 19;
const MEANINGS: [(char, &str); 5] = [
    ('#', "polled"),
    ('.', "waiting"),
    ('R', "Ready"),
    ('x', "dropped"),
    ('!', "panicked"),
];

/// The time that one column stands for: 1, 2 or 5 times a power of ten of `least` microseconds.
fn unit(end: Duration, room: usize, least: u128) -> Duration {
    let least = u64::try_from(least).unwrap_or(u64::MAX);
    let units = (0..16).flat_map(|power| [1, 2, 5].map(|step| step * 10u64.pow(power)));
    units
        .map(|units| Duration::from_micros(units.saturating_mul(least)))
        .find(|unit| end.as_micros() / unit.as_micros() < room as u128)
        .unwrap_or(end)
}

/// What the axis counts in, so that its labels stay short: a name, how many microseconds it is, and how
/// many a column stands for at the least.
fn counted_in(end: Duration) -> (&'static str, u128, u128) {
    const SECOND: u128 = 1_000_000;
    const DAY: u128 = 24 * 60 * 60 * SECOND;
    match end.as_secs() {
        0..1_000 => ("ms", 1_000, 1),
        1_000..1_000_000 => ("s", SECOND, SECOND),
        _ => ("days", DAY, DAY),
    }
}

pub(super) fn draw(recording: &Recording, width: usize) -> String {
    let end = end(recording);
    let (counted, micros, least) = counted_in(end);
    let unit = unit(end, width - NAME - PLACE, least);
    let names = names(recording);
    let column = |at: Duration| (at.as_micros() / unit.as_micros()) as usize;
    let mut axis = " ".repeat(NAME);
    for tick in (0..=column(end)).step_by(10) {
        let label = in_units(unit * tick as u32, micros);
        let _ = write!(axis, "{label:<10}");
    }
    axis.replace_range(..NAME, &format!("{:<NAME$}", format!("t ({counted})")));

    let (mut out, mut drawn) = (String::new(), String::new());
    let events = &recording.events;
    for lane in shown_lanes(recording) {
        let mut row = vec![' '; column(end) + 1];
        let when = |number: usize| events.get(number).map_or(end, |event| event.at);
        for segment in segments(events, lane) {
            let fill = match segment.state {
                State::Polling => '#',
                State::Waiting | State::Woken => '.',
            };
            let (from, to) = (column(when(segment.from)), column(when(segment.to)));
            if to > from {
                row[from..=to].fill(fill);
            }
        }
        for event in events.iter().filter(|event| event.lane == Some(lane)) {
            let here = &mut row[column(event.at)];
            *here = match event.what {
                What::Polled => stronger(*here, '#'),
                What::Ready => 'R',
                What::Panicked => '!',
                What::Dropped => 'x',
                _ => continue,
            };
        }
        let text: String = row.into_iter().collect();
        drawn.push_str(&text);
        let place = place_of(recording, lane);
        line(&mut out, &names[lane], &text, &place, width);
    }
    hidden_lanes(recording, &mut out);
    for wanted in &recording.wanted {
        let (from, to) = (column(wanted.from), column(wanted.to));
        let mut row = " ".repeat(from);
        row.push('#');
        row.push_str(&".".repeat(to.saturating_sub(from + 1)));
        if to > from {
            row.push('R');
        }
        line(&mut out, "wanted", &row, &wanted.says, width);
    }
    let sayings = notes(recording, |_, event| {
        format!("{} ms", milliseconds(event.at))
    });
    write_in_order(sayings, &mut out);
    let scale = format!("1 column = {} {counted}, to scale", in_units(unit, micros));
    let legend = legend(&drawn, &MEANINGS, Some(scale), width);
    format!("{legend}\n{}\n{out}", axis.trim_end())
}

/// A row: the name, the picture, and where it was made, on a line of its own where it does not fit.
fn line(out: &mut String, name: &str, picture: &str, place: &str, width: usize) {
    let start = format!("{:<NAME$}{}", name, picture.trim_end());
    if start.chars().count() + 2 + place.chars().count() <= width {
        let _ = writeln!(out, "{start}  {place}");
    } else {
        let _ = writeln!(out, "{start}\n{:<NAME$}{place}", "");
    }
}

/// A poll that ended in the same column says more than its beginning.
fn stronger(there: char, new: char) -> char {
    match there {
        'R' | 'x' | '!' => there,
        _ => new,
    }
}
