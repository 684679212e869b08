//! The picture with a column an event, where no time passed.

use std::fmt::Write as _;

use super::{
    MOST_LANES, NAME, Saying, full_name, hidden_lanes, legend, names, notes, shown_lanes,
    write_in_order,
};
use crate::model::{Segment, State, segments, takes_a_column};
use crate::record::{By, Recording, What};
use crate::text::thousands;

/// Columns of an event.
const EVENT: usize = 4;
/// Columns that are left free at the end of a row.
const MARGIN: usize = 7;
/// More rows than that are not read; the first and the last ones tell most.
const MOST_ROWS: usize = 3;
const MEANINGS: [(char, &str); 9] = [
    ('#', "polled"),
    ('-', "in poll"),
    ('P', "Pending"),
    ('.', "waiting"),
    ('!', "woken"),
    ('~', "due"),
    ('R', "Ready"),
    ('x', "dropped"),
    ('*', "told below"),
];

/// The events that take a column in the picture in order: the column, and the event's number.
fn marks(recording: &Recording) -> Vec<(usize, usize)> {
    let events = recording.events.iter().enumerate();
    let marked = events.filter(|(_, event)| takes_a_column(event));
    marked.map(|(number, _)| number).enumerate().collect()
}

pub(super) fn draw(recording: &Recording, width: usize) -> String {
    let marks = marks(recording);
    let mut out = String::new();
    let a_row = (width - NAME - MARGIN) / EVENT;
    let rows: Vec<&[(usize, usize)]> = marks.chunks(a_row).collect();
    let gap = rows.len() > MOST_ROWS;
    for (number, events) in rows.iter().enumerate() {
        // Of a long recording the first rows and the last one.
        if gap && (MOST_ROWS - 1..rows.len() - 1).contains(&number) {
            if number == MOST_ROWS - 1 {
                let left_out = thousands((rows.len() - MOST_ROWS) * a_row);
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
    let legend = legend(&pictures, &MEANINGS, None, width);
    hidden_lanes(recording, &mut out);
    // A note outside every future has no column: it is named after the one before it.
    let when = |number: usize| {
        let before = marks.iter().take_while(|(_, event)| *event <= number);
        match before.last() {
            Some((column, event)) if *event == number => format!("event {}", column + 1),
            Some((column, _)) => format!("after {}", column + 1),
            None => "at first".to_owned(),
        }
    };
    let mut sayings = notes(recording, |number, _| when(number));
    sayings.extend(wakes(recording, &marks));
    write_in_order(sayings, &mut out);
    format!("{legend}\n{out}")
}

fn row_of_events(recording: &Recording, events: &[(usize, usize)], out: &mut String) {
    let mut header = format!("{:<NAME$}", "event");
    for (column, _) in events {
        let _ = write!(header, "{:<4}", column + 1);
    }
    let _ = writeln!(out, "{}", header.trim_end());
    let names = names(recording);
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
        let _ = writeln!(out, "{:<NAME$}{}", names[lane], row.trim_end());
    }
}

/// Which future woke which, in words: an arrow cannot be drawn here. Each pair once, with its count.
fn wakes(recording: &Recording, marks: &[(usize, usize)]) -> Vec<Saying> {
    struct Pair<'a> {
        column: usize,
        number: usize,
        lane: usize,
        by: &'a By,
        times: usize,
    }
    let mut pairs: Vec<Pair<'_>> = Vec::new();
    for &(column, number) in marks {
        let event = &recording.events[number];
        let (Some(lane), What::Woken(by)) = (event.lane, &event.what) else {
            continue;
        };
        match pairs
            .iter_mut()
            .find(|pair| (pair.lane, pair.by) == (lane, by))
        {
            Some(pair) => pair.times += 1,
            None => pairs.push(Pair {
                column,
                number,
                lane,
                by,
                times: 1,
            }),
        }
    }
    let names = names(recording);
    let said = pairs.into_iter().take(MOST_LANES).map(|pair| {
        let by = match pair.by {
            By::Lane(by) if *by == pair.lane => "by itself".to_owned(),
            By::Lane(by) => format!("by {}", full_name(recording, *by)),
            By::Clock => "by the clock".to_owned(),
            // By a timer, a task that is not recorded, or the check.
            By::Runtime => "on its thread, outside these polls".to_owned(),
            By::Thread(thread) => format!("by the thread {thread}"),
        };
        let times = match pair.times {
            1 => String::new(),
            2 => ", and once more".to_owned(),
            more => format!(", and {} times more", thousands(more - 1)),
        };
        Saying {
            number: pair.number,
            when: format!("event {}", pair.column + 1),
            who: names[pair.lane].clone(),
            what: format!("is woken {by}{times}"),
        }
    });
    said.collect()
}
