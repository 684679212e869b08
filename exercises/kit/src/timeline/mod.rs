//! A recording in plain text: to scale where time passed, in order where it did not.
//!
//! Readable without colour, and no wider than asked for.

mod in_order;
mod to_scale;

use std::fmt::Write as _;
use std::time::Duration;

use crate::model;
use crate::record::{Event, Lane, Recording, What};
use crate::text::again_in_words;

/// The width of a timeline that is kept: the same on every terminal.
pub(crate) const WIDTH: usize = 78;
/// Columns for the names.
const NAME: usize = 11;
/// So many lanes a person can still read.
const MOST_LANES: usize = 12;

/// Draws `recording` in lines of at most `width`, as far as names and places allow.
pub(crate) fn draw(recording: &Recording, width: usize) -> String {
    let polled = |event: &Event| event.what == What::Polled;
    if !recording.events.iter().any(polled) && recording.wanted.is_empty() {
        // Nothing to draw: a check without futures may still have noted what happened.
        let mut out = String::new();
        let sayings = notes(recording, |_, _| "noted".to_owned());
        write_in_order(sayings, &mut out);
        return out;
    }
    let mut out = if end(recording).is_zero() {
        in_order::draw(recording, width)
    } else {
        to_scale::draw(recording, width)
    };
    if recording.left_out > 0 {
        let _ = writeln!(out, "({} more events followed)", recording.left_out);
    }
    out
}

fn end(recording: &Recording) -> Duration {
    let wanted = recording.wanted.iter().map(|wanted| wanted.to);
    wanted.fold(model::end(&recording.events), Duration::max)
}

/// What the marks in `picture` mean, of those that occur in it, and what else is said above it; in
/// lines of at most `width`.
fn legend(picture: &str, meanings: &[(char, &str)], more: Option<String>, width: usize) -> String {
    let occurring = meanings.iter().filter(|(mark, _)| picture.contains(*mark));
    let said = occurring.map(|(mark, means)| (format!("{mark} {means}"), 3));
    let mut lines = vec![String::new()];
    for (said, gap) in said.chain(more.map(|more| (more, 6))) {
        let line = lines.last_mut().expect("there is a first line");
        if line.is_empty() {
            line.push_str(&said);
        } else if line.chars().count() + gap + said.chars().count() <= width {
            line.push_str(&" ".repeat(gap));
            line.push_str(&said);
        } else {
            lines.push(said);
        }
    }
    lines.join("\n")
}

fn milliseconds(time: Duration) -> String {
    in_units(time, 1_000)
}

/// `time` in units of so many microseconds, with at most three decimals.
fn in_units(time: Duration, unit: u128) -> String {
    let thousandths = time.as_micros() * 1_000 / unit;
    match (thousandths / 1_000, thousandths % 1_000) {
        (whole, 0) => format!("{whole}"),
        (whole, rest) => {
            let rest = format!("{rest:03}");
            format!("{whole}.{}", rest.trim_end_matches('0'))
        }
    }
}

fn cut(name: &str, most: usize) -> String {
    if name.chars().count() <= most {
        return name.to_owned();
    }
    let mut short: String = name.chars().take(most - 1).collect();
    short.push('~');
    short
}

/// A file by its name, and one of the checks with its folder: the answer's file has the same name.
fn position(file: &str, line: u32) -> String {
    let slashes = file.replace('\\', "/");
    let name = match slashes.rsplit_once("/tests/checks/") {
        Some((_, rest)) if !rest.starts_with("..") => format!("checks/{rest}"),
        _ => slashes.rsplit('/').next().unwrap_or(file).to_owned(),
    };
    format!("{name}:{line}")
}

/// The line that polled a lane first, if it is one of the answer; else the line that made it.
fn place_of(recording: &Recording, lane: usize) -> String {
    let first = recording.events.iter().find_map(|event| {
        (event.lane == Some(lane) && event.what == What::Polled).then_some(event.place.as_ref())?
    });
    match first {
        Some((file, line)) => position(file, *line),
        None => {
            let lane = &recording.lanes[lane];
            position(&lane.file, lane.line)
        }
    }
}

/// The lanes' names as the picture shows them, cut to its columns.
fn names(recording: &Recording) -> Vec<String> {
    let lanes = 0..recording.lanes.len();
    let short = lanes.map(|lane| {
        let suffix = suffix(recording, lane);
        let name = cut(&recording.lanes[lane].name, NAME - 1 - suffix.len());
        format!("{name}{suffix}")
    });
    short.collect()
}

/// A lane's whole name.
fn full_name(recording: &Recording, lane: usize) -> String {
    format!("{}{}", recording.lanes[lane].name, suffix(recording, lane))
}

/// ` 2` for the second of those that share a name.
fn suffix(recording: &Recording, lane: usize) -> String {
    let lanes = &recording.lanes;
    let same = |lanes: &[Lane], name: &str| lanes.iter().filter(|lane| lane.name == name).count();
    let name = &lanes[lane].name;
    match same(lanes, name) {
        1 => String::new(),
        _ => format!(" {}", same(&lanes[..lane], name) + 1),
    }
}

fn shown_lanes(recording: &Recording) -> std::ops::Range<usize> {
    0..recording.lanes.len().min(MOST_LANES)
}

fn hidden_lanes(recording: &Recording, out: &mut String) {
    if let Some(hidden) = recording.lanes.len().checked_sub(MOST_LANES + 1) {
        let _ = writeln!(out, "({} more rows are not drawn)", hidden + 1);
    }
}

/// A line below the picture.
struct Saying {
    /// The number of the event that it is about.
    number: usize,
    when: String,
    who: String,
    what: String,
}

fn notes(recording: &Recording, when: impl Fn(usize, &Event) -> String) -> Vec<Saying> {
    let names = names(recording);
    let mut sayings: Vec<(Saying, usize)> = Vec::new();
    for (number, event) in recording.events.iter().enumerate() {
        let What::Noted(text) = &event.what else {
            continue;
        };
        let who = event.lane.map_or(String::new(), |lane| names[lane].clone());
        let place = event.place.as_ref();
        let place = place.map(|(file, line)| format!("  {}", position(file, *line)));
        let what = format!("{text}{}", place.unwrap_or_default());
        // What is noted again and again is said once.
        match sayings.last_mut() {
            Some((last, again)) if last.who == who && last.what == what => *again += 1,
            _ => sayings.push((
                Saying {
                    number,
                    when: when(number, event),
                    who,
                    what,
                },
                0,
            )),
        }
    }
    let counted = sayings.into_iter().map(|(mut saying, again)| {
        if again > 0 {
            let _ = write!(saying.what, " ({})", again_in_words(again));
        }
        saying
    });
    counted.take(MOST_LANES).collect()
}

/// Writes what is said below the picture in the order in which it happened.
fn write_in_order(mut sayings: Vec<Saying>, out: &mut String) {
    sayings.sort_by_key(|saying| saying.number);
    for Saying {
        when, who, what, ..
    } in sayings
    {
        let _ = writeln!(out, "{when:>9}  {who:<NAME$}{what}");
    }
}
