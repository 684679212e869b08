//! The picture with a column an event, where no time passed.

use std::fmt::Write as _;

use super::{MOST_LANES, NAME, cut, explain, hidden_lanes, legend, notes, shown_lanes};
use crate::model::{Segment, State, segments, takes_a_column};
use crate::record::{By, Event, Recording, What};

/// So many events fit side by side, four columns each.
const EVENTS_A_ROW: usize = 15;
/// More rows than that are not read; the first and the last ones tell most.
const MOST_ROWS: usize = 3;
const MEANINGS: [(char, &str); 8] = [
    ('#', "polled"),
    ('-', "in poll"),
    ('P', "Pending"),
    ('.', "waiting"),
    ('!', "woken"),
    ('~', "due"),
    ('R', "Ready"),
    ('x', "dropped"),
];

/// The events that take a column in the picture in order: the column, and the event's number.
fn marks(recording: &Recording) -> Vec<(usize, usize)> {
    let events = recording.events.iter().enumerate();
    let marked = events.filter(|(_, event)| takes_a_column(event));
    marked.map(|(number, _)| number).enumerate().collect()
}

pub(super) fn draw(recording: &Recording) -> String {
    let marks = marks(recording);
    let mut out = String::new();
    let rows: Vec<&[(usize, usize)]> = marks.chunks(EVENTS_A_ROW).collect();
    let gap = rows.len() > MOST_ROWS;
    for (number, events) in rows.iter().enumerate() {
        // Of a long recording the first rows and the last one.
        if gap && (MOST_ROWS - 1..rows.len() - 1).contains(&number) {
            if number == MOST_ROWS - 1 {
                let left_out = (rows.len() - MOST_ROWS) * EVENTS_A_ROW;
                let _ = writeln!(out, "({left_out} events are not drawn)");
            }
            continue;
        }
        row_of_events(recording, events, &mut out);
    }
    let pictures: String = out
        .lines()
        .flat_map(|line| line.chars().skip(NAME))
        .collect();
    let legend = legend(&pictures, &MEANINGS);
    hidden_lanes(recording, &mut out);
    let number_of = |event: &Event| {
        let is_it = |(_, number): &&(usize, usize)| std::ptr::eq(&recording.events[*number], event);
        let found = marks.iter().find(is_it);
        found.map_or(String::new(), |(column, _)| format!("event {}", column + 1))
    };
    notes(recording, &mut out, number_of);
    wakes(recording, &marks, &mut out);
    format!("{legend}\n{out}")
}

fn row_of_events(recording: &Recording, events: &[(usize, usize)], out: &mut String) {
    let mut header = format!("{:<NAME$}", "event");
    for (column, _) in events {
        let _ = write!(header, "{:<4}", column + 1);
    }
    let _ = writeln!(out, "{}", header.trim_end());
    for lane in shown_lanes(recording) {
        let story = segments(&recording.events, lane);
        let mut row = String::new();
        for (_, number) in events {
            let event = &recording.events[*number];
            let within = |s: &&Segment| s.from <= *number && *number < s.to;
            let fill = match story.iter().find(within).map(|segment| segment.state) {
                Some(State::Polling) => '-',
                Some(State::Waiting) => '.',
                Some(State::Woken) => '~',
                None => ' ',
            };
            let mark = match (&event.what, event.lane == Some(lane)) {
                (_, false) => fill,
                (What::Polled, _) => '#',
                (What::Pending, _) => 'P',
                (What::Ready, _) => 'R',
                (What::Dropped, _) => 'x',
                (What::Panicked | What::Woken(_), _) => '!',
                (What::Noted(_) | What::Step(_), _) => '*',
                _ => fill,
            };
            row.push(mark);
            row.extend([fill; 3]);
        }
        if row.trim().is_empty() {
            continue;
        }
        let place = &recording.lanes[lane];
        let fitted = row.trim_end();
        let _ = writeln!(out, "{:<NAME$}{fitted}", cut(&place.name, NAME - 1));
    }
}

/// Who woke whom, in words: an arrow cannot be drawn here. Each pair once, with its count.
fn wakes(recording: &Recording, marks: &[(usize, usize)], out: &mut String) {
    let mut pairs: Vec<(usize, usize, &By, usize)> = Vec::new();
    for (column, number) in marks {
        let event = &recording.events[*number];
        let (Some(lane), What::Woken(by)) = (event.lane, &event.what) else {
            continue;
        };
        match pairs.iter_mut().find(|pair| (pair.1, pair.2) == (lane, by)) {
            Some(pair) => pair.3 += 1,
            None => pairs.push((column + 1, lane, by, 1)),
        }
    }
    let name = |lane: usize| &recording.lanes[lane].name;
    for (number, lane, by, times) in pairs.into_iter().take(MOST_LANES) {
        let by = match by {
            By::Lane(by) if *by == lane => "itself".to_owned(),
            By::Lane(by) => name(*by).clone(),
            By::Clock => "the clock".to_owned(),
            By::Runtime => "the runtime".to_owned(),
            By::Thread(thread) => format!("the thread {thread}"),
        };
        let times = match times {
            1 => String::new(),
            2 => ", and once more".to_owned(),
            more => format!(", and {} times more", more - 1),
        };
        explain(
            out,
            &format!("event {number}"),
            name(lane),
            &format!("is woken by {by}{times}"),
        );
    }
}
