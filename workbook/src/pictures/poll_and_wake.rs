//! Which future was polled when, and what woke it: lanes, and a column for each event, because a poll
//! takes no virtual time. Time shows as jumps of the clock between the columns.

#[cfg(test)]
mod tests;

mod narrow;
mod strip;

use kit::model::{State, segments, takes_a_column};
use kit::record::{By, Event, What};

use super::Recording;
use super::figure::{Drawn, Step, Words};
use super::svg::{Svg, fit};
use super::words;
use strip::{COLUMN, Column, Strip, columns, wrapped};

/// Room for the names, and for a lane.
const GUTTER: f64 = 110.0;
const LANE: f64 = 32.0;
const HEAD: f64 = 22.0;
const WIDE: f64 = 750.0;
const MOST_LANES: usize = 12;
const MOST_EVENTS: usize = 160;

pub fn draw(recording: &Recording) -> Result<Drawn, String> {
    let events = &recording.events;
    let columns = columns(events);
    if columns.is_empty() {
        return Err("nothing in it is polled.".to_owned());
    }
    if columns.len() > MOST_EVENTS {
        return Err(format!(
            "{} events are more than a person reads: at most {MOST_EVENTS} are drawn.",
            columns.len()
        ));
    }
    let rows = Rows::of(recording);
    if rows.names.len() > MOST_LANES {
        return Err(format!(
            "{} lanes are more than a person reads: at most {MOST_LANES} are drawn.",
            rows.names.len()
        ));
    }
    let wide = wide(recording, &rows, &columns);
    Ok(Drawn {
        says: says(recording),
        wide,
        narrow: Some(narrow::drawn(recording, &rows, &columns)),
        words: Words::Steps(steps(recording)),
    })
}

/// The lanes as rows: first what wakes from outside, then the recorded ones, children under parents.
struct Rows {
    names: Vec<String>,
    /// The row of each lane.
    of_lane: Vec<usize>,
    outside: Vec<By>,
}

impl Rows {
    fn of(recording: &Recording) -> Self {
        let mut outside: Vec<By> = Vec::new();
        for event in &recording.events {
            if let What::Woken(by) = &event.what
                && !matches!(by, By::Lane(_))
                && !outside.contains(by)
            {
                outside.push(by.clone());
            }
        }
        let mut names: Vec<String> = outside.iter().map(words::outside).collect();
        let mut of_lane = vec![0; recording.lanes.len()];
        let tops =
            (0..recording.lanes.len()).filter(|lane| recording.lanes[*lane].parent.is_none());
        for top in tops {
            place(recording, top, &mut names, &mut of_lane);
        }
        Self {
            names,
            of_lane,
            outside,
        }
    }

    fn of_waker(&self, by: &By) -> usize {
        match by {
            By::Lane(lane) => self.of_lane[*lane],
            other => self
                .outside
                .iter()
                .position(|known| known == other)
                .unwrap_or(0),
        }
    }
}

fn place(recording: &Recording, lane: usize, names: &mut Vec<String>, of_lane: &mut [usize]) {
    of_lane[lane] = names.len();
    names.push(recording.lanes[lane].name.clone());
    for child in 0..recording.lanes.len() {
        if recording.lanes[child].parent == Some(lane) {
            place(recording, child, names, of_lane);
        }
    }
}

fn wide(recording: &Recording, rows: &Rows, columns: &[Column]) -> Svg {
    let strips = wrapped(columns, WIDE - GUTTER);
    let used = |columns: &Vec<Column>| columns.iter().map(Column::width).sum::<f64>();
    let height = HEAD + LANE * rows.names.len() as f64 + 12.0;
    let longest = GUTTER + strips.iter().map(used).fold(0.0, f64::max) + 8.0;
    let mut svg = Svg::new(longest, height * strips.len() as f64);
    let mut veils = Vec::new();
    for (number, columns) in strips.iter().enumerate() {
        let top = height * number as f64 + HEAD;
        let strip = Strip::new(false, (GUTTER, top), LANE, columns);
        for (row, name) in rows.names.iter().enumerate() {
            let y = strip.across(row);
            svg.text(
                "end name",
                GUTTER - 10.0,
                y + 4.0,
                &fit(name, GUTTER - 12.0),
            );
            strip.line(&mut svg, "rule", (GUTTER, strip.end()), y + LANE / 2.0);
        }
        strip_of(recording, rows, &strip, &mut svg, top - 8.0);
        for (event, at) in strip.numbers() {
            let (begins, below) = (at + COLUMN / 2.0, height * (number + 1) as f64);
            let beside = (begins, top - HEAD, longest - begins, height);
            veils.push((event, [beside, (0.0, below, longest, svg.height() - below)]));
        }
    }
    for (event, ahead) in veils {
        svg.veil(event, &ahead);
    }
    svg
}

fn strip_of(recording: &Recording, rows: &Rows, strip: &Strip, svg: &mut Svg, axis: f64) {
    let everything = rows.names.len() as f64 * strip.lane;
    let mut shown = 0;
    for (number, event) in recording.events.iter().enumerate() {
        shown += usize::from(takes_a_column(event));
        if strip.holds(number) && takes_a_column(event) {
            let (x, y) = strip.point(strip.along(number), axis);
            svg.text(
                "mid number",
                x,
                y + if strip.down { 4.0 } else { 0.0 },
                &shown.to_string(),
            );
        }
    }
    for (column, at) in &strip.middles {
        if let Column::Jump(by) = column {
            let text = format!("+{}", words::time(*by));
            let (x, y) = strip.point(*at, axis);
            if strip.down {
                svg.text("start jump", 4.0, y.max(*at) - 6.0, &text);
            } else {
                svg.text("mid jump", x, y, &text);
            }
            let across = (strip.begin.1, strip.begin.1 + everything);
            for shift in [-2.5, 2.5] {
                let line = (
                    strip.point(at + shift, across.0),
                    strip.point(at + shift, across.1),
                );
                svg.line("jump", line.0, line.1);
            }
        }
    }
    for lane in 0..recording.lanes.len() {
        lane_of(recording, lane, rows, strip, svg);
    }
    let mut noted = 0;
    for (number, event) in recording.events.iter().enumerate() {
        noted += usize::from(matches!(event.what, What::Noted(_)));
        if strip.holds(number) {
            svg.group("event", &format!(" data-event=\"{number}\""), |svg| {
                let at = strip.along(number);
                let (along, across) = ((at - 11.0, at + 11.0), strip.begin.1);
                strip.rect(svg, "here", along, (across, across + everything));
                mark(event, noted, rows, strip, at, svg);
            });
        }
    }
}

fn lane_of(recording: &Recording, lane: usize, rows: &Rows, strip: &Strip, svg: &mut Svg) {
    let across = strip.across(rows.of_lane[lane]);
    for segment in segments(&recording.events, lane) {
        if !strip.shows(&segment) {
            continue;
        }
        let (from, to) = (strip.along(segment.from), strip.along(segment.to));
        match segment.state {
            State::Polling => {
                let from = if strip.holds(segment.from) {
                    from - 9.0
                } else {
                    from
                };
                let to = if strip.holds(segment.to) {
                    to + 9.0
                } else {
                    to
                };
                strip.rect(svg, "poll", (from, to), (across - 8.0, across + 8.0));
                let ready = recording
                    .events
                    .get(segment.to)
                    .is_some_and(|event| event.what == What::Ready);
                if ready && strip.holds(segment.to) {
                    strip.rect(svg, "wall", (to - 3.0, to), (across - 8.0, across + 8.0));
                }
            }
            State::Waiting => strip.line(svg, "waiting", (from + 9.0, to), across),
            State::Woken => strip.line(svg, "due", (from, to - 9.0), across),
        }
    }
}

fn mark(event: &Event, noted: usize, rows: &Rows, strip: &Strip, at: f64, svg: &mut Svg) {
    let Some(lane) = event.lane else { return };
    let across = strip.across(rows.of_lane[lane]);
    let (x, y) = strip.point(at, across);
    match &event.what {
        What::Pending => svg.text("mid letter", x, y + 4.0, "P"),
        What::Ready => svg.text("mid letter", x, y + 4.0, "R"),
        What::Panicked => svg.text("mid letter", x, y + 4.0, "!"),
        What::Dropped => {
            svg.path("dropped", &[(x - 5.0, y - 5.0), (x + 5.0, y + 5.0)], false);
            svg.path("dropped", &[(x - 5.0, y + 5.0), (x + 5.0, y - 5.0)], false);
        }
        What::Noted(_) => {
            svg.circle("note", x, y, 8.0);
            svg.text("mid letter", x, y + 4.0, &noted.to_string());
        }
        What::Woken(By::Lane(by)) if *by == lane => {
            // A loop: out of the bar and back into it.
            let points = [(at - 5.0, 8.0), (at - 5.0, 14.0), (at + 5.0, 14.0)];
            let points: Vec<_> = points
                .iter()
                .map(|(along, up)| strip.point(*along, across - up))
                .collect();
            svg.path("wake", &points, false);
            svg.arrow("wake", points[2], strip.point(at + 5.0, across - 8.0));
        }
        What::Woken(by) => {
            let from = strip.across(rows.of_waker(by));
            let side = if from < across { -5.0 } else { 5.0 };
            let start = strip.point(at, from);
            svg.circle("wake dot", start.0, start.1, 2.5);
            svg.arrow("wake", start, strip.point(at, across + side));
        }
        _ => {}
    }
}

fn says(recording: &Recording) -> String {
    let polls = |lane: usize| {
        let own = |event: &&Event| event.lane == Some(lane) && event.what == What::Polled;
        recording.events.iter().filter(own).count()
    };
    let counts =
        (0..recording.lanes.len()).map(|lane| (recording.lanes[lane].name.as_str(), polls(lane)));
    words::polls(counts.collect(), kit::model::end(&recording.events))
}

fn steps(recording: &Recording) -> Vec<Step> {
    let mut steps = Vec::new();
    for (number, event) in recording.events.iter().enumerate() {
        if !takes_a_column(event) {
            continue;
        }
        let states = (0..recording.lanes.len()).map(|lane| {
            (
                recording.lanes[lane].name.clone(),
                words::state(recording, lane, number).into(),
            )
        });
        steps.push(Step {
            says: words::sentence(recording, event),
            line: words::line(recording, event),
            suspended: suspended(recording, number),
            event: Some(number),
            states: states.collect(),
            ready: words::due(recording, number),
            clock: words::time(event.at),
        });
    }
    steps
}

/// The lines of those that wait, woken or not, once the event of that number has happened.
fn suspended(recording: &Recording, number: usize) -> Vec<u32> {
    let seen = &recording.events[..=number];
    let waits = |lane: &usize| {
        let last = segments(seen, *lane).last().copied();
        last.is_some_and(|last| last.to == seen.len() && last.state != State::Polling)
    };
    let waiting = (0..recording.lanes.len()).filter(waits);
    // Of a lane that another file has created, the line of its last poll.
    let line = |lane: usize| match recording.lanes[lane].line {
        0 => {
            let mut own = seen.iter().rev().filter(|event| event.lane == Some(lane));
            own.find_map(|event| event.place.as_ref())
                .map(|(_, line)| *line)
        }
        line => Some(line),
    };
    waiting.filter_map(line).collect()
}
