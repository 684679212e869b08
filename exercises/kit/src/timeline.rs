//! A recording in plain text: to scale where time passed, in order where it did not.
//!
//! At most 78 columns, readable without colour.

use std::fmt::Write as _;
use std::time::Duration;

use crate::record::{By, Event, Recording, What};

const WIDTH: usize = 78;
/// Columns for the names.
const NAME: usize = 11;
/// Columns for the picture itself.
const ROOM: usize = 48;
/// So many lanes a person can still read.
const MOST_LANES: usize = 12;
/// So many events fit side by side, four columns each.
const EVENTS_A_ROW: usize = 15;
/// More rows than that are not read; the first and the last ones tell most.
const MOST_ROWS: usize = 3;

pub(crate) fn draw(recording: &Recording) -> String {
    let polled = |event: &Event| event.what == What::Polled;
    if !recording.events.iter().any(polled) && recording.wanted.is_empty() {
        return String::new();
    }
    let mut out = if end(recording).is_zero() {
        in_order(recording)
    } else {
        to_scale(recording)
    };
    if recording.left_out > 0 {
        let _ = writeln!(out, "({} more events followed)", recording.left_out);
    }
    out
}

fn end(recording: &Recording) -> Duration {
    let events = recording.events.last().map(|event| event.at);
    let wanted = recording.wanted.iter().map(|wanted| wanted.to);
    events.into_iter().chain(wanted).max().unwrap_or_default()
}

/// The time that one column stands for: 1, 2 or 5 times a power of ten microseconds.
fn unit(end: Duration) -> Duration {
    let units = (0..16).flat_map(|power| [1, 2, 5].map(|step| step * 10u64.pow(power)));
    units
        .map(Duration::from_micros)
        .find(|unit| end.as_micros() / unit.as_micros() < ROOM as u128)
        .unwrap_or(end)
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

fn to_scale(recording: &Recording) -> String {
    let end = end(recording);
    let unit = unit(end);
    let column = |at: Duration| (at.as_micros() / unit.as_micros()) as usize;
    let mut out = format!(
        "# polled   . waiting   R Ready   x dropped      1 column = {} ms, to scale\n",
        milliseconds(unit)
    );
    let mut axis = " ".repeat(NAME);
    for tick in (0..=column(end)).step_by(10) {
        let label = milliseconds(unit * tick as u32);
        let _ = write!(axis, "{label:<10}");
    }
    axis.replace_range(..NAME, &format!("{:<NAME$}", "t (ms)"));
    let _ = writeln!(out, "{}", axis.trim_end());

    for lane in shown_lanes(recording) {
        let mut row = vec![' '; column(end) + 1];
        let mut waiting_since = None;
        for event in recording
            .events
            .iter()
            .filter(|event| event.lane == Some(lane))
        {
            let here = column(event.at);
            if let Some(from) = waiting_since {
                row[from + 1..here.max(from + 1)].fill('.');
            }
            match event.what {
                What::Polled => row[here] = stronger(row[here], '#'),
                What::Pending => {}
                What::Ready => row[here] = 'R',
                What::Panicked => row[here] = '!',
                What::Dropped => row[here] = 'x',
                _ => continue,
            }
            waiting_since = matches!(event.what, What::Polled | What::Pending).then_some(here);
        }
        if let Some(from) = waiting_since {
            row[from + 1..].fill('.');
        }
        let place = &recording.lanes[lane];
        let text: String = row.into_iter().collect();
        line(
            &mut out,
            &place.name,
            &text,
            &position(place.file, place.line),
        );
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
        line(&mut out, "wanted", &row, &wanted.says);
    }
    notes(recording, &mut out, |event| {
        format!("{} ms", milliseconds(event.at))
    });
    out
}

/// A row: the name, the picture, and where it was made, on a line of its own where it does not fit.
fn line(out: &mut String, name: &str, picture: &str, place: &str) {
    let start = format!("{:<NAME$}{}", cut(name, NAME - 1), picture.trim_end());
    if start.chars().count() + 2 + place.chars().count() <= WIDTH {
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
            .map(|(file, line)| format!("  {}", position(file, line)));
        explain(
            out,
            &when(event),
            who,
            &format!("{text}{}", place.unwrap_or_default()),
        );
    }
}

/// An event that takes a column in the picture in order. A poll that ends at once is one mark.
fn marks(recording: &Recording) -> Vec<(usize, &Event)> {
    let counted = |event: &&Event| event.lane.is_some() && event.what != What::Created;
    let events: Vec<&Event> = recording.events.iter().filter(counted).collect();
    events.into_iter().enumerate().collect()
}

fn in_order(recording: &Recording) -> String {
    let marks = marks(recording);
    let mut out =
        String::from("# polled  - in that poll  P Pending  . waiting  R Ready  ! woken  * noted\n");
    let rows: Vec<&[(usize, &Event)]> = marks.chunks(EVENTS_A_ROW).collect();
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
        row_of_events(recording, &marks, events, &mut out);
    }
    hidden_lanes(recording, &mut out);
    let number_of = |event: &Event| {
        let found = marks.iter().find(|(_, other)| std::ptr::eq(*other, event));
        found.map_or(String::new(), |(number, _)| format!("event {}", number + 1))
    };
    notes(recording, &mut out, number_of);
    wakes(recording, &marks, &mut out);
    out
}

fn row_of_events(
    recording: &Recording,
    all: &[(usize, &Event)],
    events: &[(usize, &Event)],
    out: &mut String,
) {
    let mut header = format!("{:<NAME$}", "event");
    for (number, _) in events {
        let _ = write!(header, "{:<4}", number + 1);
    }
    let _ = writeln!(out, "{}", header.trim_end());
    let first = events.first().map_or(0, |(number, _)| *number);
    for lane in shown_lanes(recording) {
        let mut state = all[..first]
            .iter()
            .rev()
            .find_map(|(_, event)| {
                (event.lane == Some(lane))
                    .then(|| after(&event.what))
                    .flatten()
            })
            .unwrap_or(' ');
        let mut row = String::new();
        for (_, event) in events {
            let mark = match (&event.what, event.lane == Some(lane)) {
                (_, false) => state,
                (What::Polled, _) => '#',
                (What::Pending, _) => 'P',
                (What::Ready, _) => 'R',
                (What::Dropped, _) => 'x',
                (What::Panicked | What::Woken(_), _) => '!',
                (What::Noted(_), _) => '*',
                (What::Created, _) => state,
            };
            if event.lane == Some(lane) {
                state = after(&event.what).unwrap_or(state);
            }
            row.push(mark);
            row.push_str(&state.to_string().repeat(3));
        }
        if row.trim().is_empty() {
            continue;
        }
        let place = &recording.lanes[lane];
        let fitted = row.trim_end();
        let _ = writeln!(out, "{:<NAME$}{fitted}", cut(&place.name, NAME - 1));
    }
}

/// What fills the columns behind an event.
fn after(what: &What) -> Option<char> {
    match what {
        What::Polled => Some('-'),
        What::Pending => Some('.'),
        What::Ready | What::Dropped | What::Panicked => Some(' '),
        What::Created | What::Woken(_) | What::Noted(_) => None,
    }
}

/// Who woke whom, in words: an arrow cannot be drawn here. Each pair once, with its count.
fn wakes(recording: &Recording, marks: &[(usize, &Event)], out: &mut String) {
    let mut pairs: Vec<(usize, usize, &By, usize)> = Vec::new();
    for (number, event) in marks {
        let (Some(lane), What::Woken(by)) = (event.lane, &event.what) else {
            continue;
        };
        match pairs.iter_mut().find(|pair| (pair.1, pair.2) == (lane, by)) {
            Some(pair) => pair.3 += 1,
            None => pairs.push((number + 1, lane, by, 1)),
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

/// A line below the picture: when, who, what.
fn explain(out: &mut String, when: &str, who: &str, what: &str) {
    let _ = writeln!(out, "{when:>9}  {:<NAME$}{what}", cut(who, NAME - 1));
}
