//! A recording in plain text: to scale where time passed, in order where it did not.
//!
//! At most 78 columns, readable without colour.

mod in_order;
mod to_scale;

use std::fmt::Write as _;
use std::time::Duration;

use crate::model;
use crate::record::{Event, Recording, What};

const WIDTH: usize = 78;
/// Columns for the names.
const NAME: usize = 11;
/// So many lanes a person can still read.
const MOST_LANES: usize = 12;

pub(crate) fn draw(recording: &Recording) -> String {
    let polled = |event: &Event| event.what == What::Polled;
    if !recording.events.iter().any(polled) && recording.wanted.is_empty() {
        // Nothing to draw: a check without futures may still have noted what happened.
        let mut out = String::new();
        notes(recording, &mut out, |_| "noted".to_owned());
        return out;
    }
    let mut out = if end(recording).is_zero() {
        in_order::draw(recording)
    } else {
        to_scale::draw(recording)
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

/// What the marks in `picture` mean, of those that occur in it.
fn legend(picture: &str, meanings: &[(char, &str)]) -> String {
    let occurring = meanings.iter().filter(|(mark, _)| picture.contains(*mark));
    let said: Vec<String> = occurring
        .map(|(mark, means)| format!("{mark} {means}"))
        .collect();
    said.join("   ")
}

fn milliseconds(time: Duration) -> String {
    let micros = time.as_micros();
    match micros % 1_000 {
        0 => format!("{}", micros / 1_000),
        rest => format!(
            "{}.{}",
            micros / 1_000,
            format!("{rest:03}").trim_end_matches('0')
        ),
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

fn position(file: &str, line: u32) -> String {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    format!("{name}:{line}")
}

fn shown_lanes(recording: &Recording) -> std::ops::Range<usize> {
    0..recording.lanes.len().min(MOST_LANES)
}

fn hidden_lanes(recording: &Recording, out: &mut String) {
    if let Some(hidden) = recording.lanes.len().checked_sub(MOST_LANES + 1) {
        let _ = writeln!(out, "({} more like these are not drawn)", hidden + 1);
    }
}

fn notes(recording: &Recording, out: &mut String, when: impl Fn(&Event) -> String) {
    let noted = recording
        .events
        .iter()
        .filter_map(|event| match &event.what {
            What::Noted(text) => Some((event, text)),
            _ => None,
        });
    for (event, text) in noted.take(MOST_LANES) {
        let who = event.lane.map_or("", |lane| &recording.lanes[lane].name);
        let place = event
            .place
            .as_ref()
            .map(|(file, line)| format!("  {}", position(file, *line)));
        explain(
            out,
            &when(event),
            who,
            &format!("{text}{}", place.unwrap_or_default()),
        );
    }
}

/// A line below the picture: when, who, what.
fn explain(out: &mut String, when: &str, who: &str, what: &str) {
    let _ = writeln!(out, "{when:>9}  {:<NAME$}{what}", cut(who, NAME - 1));
}
