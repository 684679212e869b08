//! How full a queue is, or how many permits are taken, over time: a stepped line for each, under the
//! rule for the capacity, and above it the waits and how long they last.

#[cfg(test)]
mod tests;

use std::time::Duration;

use kit::record::{Level, What};

use super::Recording;
use super::figure::{Drawn, Words};
use super::svg::{Svg, fit, width_of};
use super::time_axis::TimeAxis;
use super::words::{self, level as say};

const MOST_LINES: usize = 4;
const MOST_WAITERS: usize = 6;
const MOST_CHANGES: usize = 400;

/// The heights of a line of text, of the plot, and of the room above and below it.
const ROW: f64 = 18.0;
const ABOVE: f64 = 6.0;
const PLOT: f64 = 76.0;
const BELOW: f64 = 22.0;
/// The height of a number beside the axis.
const NUMBER: f64 = 14.0;

/// The sizes that differ between a wide drawing and a narrow one.
struct Frame {
    width: f64,
    gutter: f64,
    /// The least room between two times on the axis.
    tick: f64,
}

const WIDE: Frame = Frame {
    width: 750.0,
    gutter: 118.0,
    tick: 60.0,
};
const NARROW: Frame = Frame {
    width: 320.0,
    gutter: 94.0,
    // The last time is moved inward, towards the one before it.
    tick: 60.0,
};

pub fn draw(recording: &Recording) -> Result<Drawn, String> {
    let end = kit::model::end(&recording.events);
    let lines = lines(recording, end)?;
    if end.is_zero() {
        return Err(say::NO_TIME.to_owned());
    }
    let parts: Vec<String> = lines.iter().map(Line::says).collect();
    Ok(Drawn {
        says: say::caption(&parts),
        wide: drawn(&lines, end, &WIDE),
        narrow: Some(drawn(&lines, end, &NARROW)),
        words: Words::Table(say::HEAD.map(str::to_owned).to_vec(), table(recording)),
    })
}

/// What is drawn for one name.
struct Line<'a> {
    name: &'a str,
    capacity: Option<usize>,
    changes: Vec<(Duration, usize)>,
    waits: Vec<Wait<'a>>,
}

struct Wait<'a> {
    who: &'a str,
    from: Duration,
    to: Duration,
}

fn lines(recording: &Recording, end: Duration) -> Result<Vec<Line<'_>>, String> {
    let (mut lines, mut count): (Vec<Line<'_>>, usize) = (Vec::new(), 0);
    for event in &recording.events {
        let What::Level(told) = &event.what else {
            continue;
        };
        count += 1;
        let number = lines.iter().position(|line| line.name == told.of);
        let number = number.unwrap_or_else(|| {
            lines.push(Line {
                name: &told.of,
                capacity: told.capacity,
                changes: Vec::new(),
                waits: Vec::new(),
            });
            lines.len() - 1
        });
        lines[number].take(event.at, told);
    }
    let unended = lines.iter_mut().flat_map(|line| &mut line.waits);
    for wait in unended.filter(|wait| wait.to == Duration::MAX) {
        wait.to = end;
    }
    let waiters = lines.iter().map(|line| line.waiters().len()).max();
    match (lines.len(), waiters.unwrap_or(0)) {
        (0, _) => Err(say::NONE.to_owned()),
        (many, _) if many > MOST_LINES => Err(say::too_many("levels", many, MOST_LINES)),
        (_, many) if many > MOST_WAITERS => Err(say::too_many("waiters", many, MOST_WAITERS)),
        _ if count > MOST_CHANGES => Err(say::too_many("changes", count, MOST_CHANGES)),
        _ => Ok(lines),
    }
}

impl<'a> Line<'a> {
    /// Takes in what is recorded at `at`: a wait lasts from its first record to the first one without it.
    fn take(&mut self, at: Duration, told: &'a Level) {
        self.changes.push((at, told.level));
        let waits = |who: &str| told.waiting.iter().any(|one| one == who);
        let mut open: Vec<&str> = Vec::new();
        for wait in self
            .waits
            .iter_mut()
            .filter(|wait| wait.to == Duration::MAX)
        {
            if waits(wait.who) {
                open.push(wait.who);
            } else {
                wait.to = at;
            }
        }
        for who in told
            .waiting
            .iter()
            .filter(|who| !open.contains(&who.as_str()))
        {
            self.waits.push(Wait {
                who,
                from: at,
                to: Duration::MAX,
            });
        }
    }

    fn waiters(&self) -> Vec<&'a str> {
        let mut waiters: Vec<&str> = Vec::new();
        for wait in &self.waits {
            if !waiters.contains(&wait.who) {
                waiters.push(wait.who);
            }
        }
        waiters
    }

    /// The first of the highest points.
    fn peak(&self) -> (Duration, usize) {
        let highest = self.changes.iter().map(|(_, level)| *level).max();
        let is_it = |change: &&(Duration, usize)| Some(change.1) == highest;
        self.changes.iter().find(is_it).copied().unwrap_or_default()
    }

    fn says(&self) -> String {
        let waits: Vec<_> = self
            .waiters()
            .into_iter()
            .map(|who| {
                let own = self.waits.iter().filter(|wait| wait.who == who);
                let spans = own.clone().map(|wait| wait.to - wait.from);
                (who.to_owned(), own.count(), spans.sum())
            })
            .collect();
        let peak = say::of(self.peak().1, self.capacity);
        say::reaches(self.name, &peak, &waits)
    }

    fn height(&self) -> f64 {
        ROW * (1 + self.waiters().len()) as f64 + ABOVE + PLOT + BELOW
    }

    /// Draws this line below `top`.
    fn draw(&self, svg: &mut Svg, frame: &Frame, axis: &TimeAxis, top: f64) {
        let left = frame.gutter - 10.0;
        let waiters = self.waiters();
        for (row, who) in waiters.iter().enumerate() {
            let y = top + ROW * (row as f64 + 1.0) + 9.0;
            let waits = say::waits(who);
            let whole = if width_of(&waits) <= left {
                &waits
            } else {
                *who
            };
            svg.text("end", left, y + 4.0, &fit(whole, left));
            let own: Vec<&Wait<'_>> = self.waits.iter().filter(|wait| wait.who == *who).collect();
            for (number, wait) in own.iter().enumerate() {
                let next = own
                    .get(number + 1)
                    .map_or(frame.width, |next| axis.x(next.from));
                wait_at(svg, wait, axis, y, next);
            }
        }
        let ceiling = top + ROW * (waiters.len() as f64 + 1.0) + ABOVE;
        let floor = ceiling + PLOT;
        let (peak_at, peak) = self.peak();
        let unit = PLOT / self.capacity.unwrap_or(0).max(peak).max(1) as f64;
        let y = |level: usize| floor - unit * level as f64;

        let mut points = Vec::new();
        for (at, level) in &self.changes {
            if let Some((_, last)) = points.last() {
                points.push((axis.x(*at), *last));
            }
            points.push((axis.x(*at), y(*level)));
        }
        points.push((axis.to, points.last().map_or(floor, |last| last.1)));
        let mut area = vec![(points[0].0, floor)];
        area.extend(&points);
        area.push((axis.to, floor));
        svg.path("fill area", &area, true);
        svg.path("level", &points, false);
        svg.line("floor", (axis.from, floor), (axis.to, floor));
        svg.text("end number", left, floor + 4.0, "0");
        if let Some(capacity) = self.capacity {
            svg.line("capacity", (axis.from, y(capacity)), (axis.to, y(capacity)));
            svg.text("end number", left, y(capacity) + 4.0, &capacity.to_string());
        }
        svg.circle("note", axis.x(peak_at), y(peak), 4.0);
        let says = say::peak(peak);
        let half = width_of(&says) / 2.0;
        let x = axis.x(peak_at).clamp(axis.from + half, axis.to - half);
        svg.text("mid strong", x, top + 13.0, &says);
        let name = fit(self.name, left - 12.0);
        // In the middle, unless the capacity's number is there: then between that and the 0.
        let middle = floor - PLOT / 2.0;
        let middle = match self.capacity.map(y) {
            Some(capacity) if (capacity - middle).abs() < NUMBER => f64::midpoint(capacity, floor),
            _ => middle,
        };
        svg.text("end strong", left, middle + 4.0, &name);
    }
}

/// ▲ where the wait begins, and a dotted line for as long as it lasts; its length, if there is room
/// for it before the next one begins.
fn wait_at(svg: &mut Svg, wait: &Wait<'_>, axis: &TimeAxis, y: f64, next: f64) {
    let (from, to) = (axis.x(wait.from), axis.x(wait.to));
    svg.line("waiting fault", (from, y), (to, y));
    let corners = [
        (from, y - 6.0),
        (from + 5.0, y + 4.0),
        (from - 5.0, y + 4.0),
    ];
    svg.path("fault head", &corners, true);
    if wait.to == wait.from {
        // The mark says that it had to wait; there is no length to tell.
        return;
    }
    let says = words::time(wait.to - wait.from);
    let begins = to.max(from + 6.0) + 4.0;
    if begins + width_of(&says) < next.min(axis.to + 8.0) - 6.0 {
        svg.text("start", begins, y + 4.0, &says);
    }
}

fn drawn(lines: &[Line<'_>], end: Duration, frame: &Frame) -> Svg {
    let axis = TimeAxis {
        from: frame.gutter,
        to: frame.width - 14.0,
        end,
    };
    let height: f64 = lines.iter().map(Line::height).sum();
    let mut svg = Svg::new(frame.width, height + ROW);
    for tick in axis.ticks(frame.tick) {
        let x = axis.x(tick);
        svg.line("rule", (x, ROW), (x, height - BELOW + 4.0));
        let says = words::time(tick);
        let half = width_of(&says) / 2.0;
        let x = x.min(frame.width - half - 5.0);
        svg.text("mid number", x, height, &says);
    }
    let mut top = 0.0;
    for line in lines {
        line.draw(&mut svg, frame, &axis, top);
        top += line.height();
    }
    svg
}

/// Every change; what is told again without one has no row.
fn table(recording: &Recording) -> Vec<Vec<String>> {
    let (mut rows, mut last): (Vec<Vec<String>>, Vec<&Level>) = (Vec::new(), Vec::new());
    for event in &recording.events {
        let What::Level(told) = &event.what else {
            continue;
        };
        let known = last.iter().position(|one| one.of == told.of);
        if known.is_some_and(|known| last[known] == told) {
            continue;
        }
        match known {
            Some(known) => last[known] = told,
            None => last.push(told),
        }
        let waits = words::list(&told.waiting);
        rows.push(vec![
            words::time(event.at),
            told.of.clone(),
            say::of(told.level, told.capacity),
            if waits.is_empty() {
                say::NOTHING.to_owned()
            } else {
                waits
            },
        ]);
    }
    rows
}
