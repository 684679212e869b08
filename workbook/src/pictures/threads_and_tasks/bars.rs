//! The drawing: a bar a thread, and the tasks' lanes within the bar of the one that they share.

use std::time::Duration;

use kit::model::{State, segments};
use kit::record::What;

use super::{Run, Span};
use crate::pictures::svg::{Svg, fit, width_of};
use crate::pictures::time_axis::TimeAxis;
use crate::pictures::words::{self, threads_and_tasks as say};

const LANE: f64 = 28.0;
const HEADING: f64 = 24.0;
const AXIS: f64 = 20.0;
/// Half of a poll's height, and half of a thread's.
const POLL: f64 = 8.0;
const THREAD: f64 = 11.0;
/// Beyond the end of time: room for the letter of what ends there.
const BEYOND: f64 = 22.0;

/// The measures that a wide picture and a narrow one do not share.
pub(super) struct Shape {
    width: f64,
    gutter: f64,
    /// Between the labels of the axis.
    room: f64,
}

pub(super) const WIDE: Shape = Shape {
    width: 750.0,
    gutter: 110.0,
    room: 62.0,
};
pub(super) const NARROW: Shape = Shape {
    width: 320.0,
    gutter: 72.0,
    room: 56.0,
};

pub(super) fn drawn(run: &Run<'_>, shape: &Shape) -> Svg {
    let axis = TimeAxis {
        from: shape.gutter,
        to: shape.width - BEYOND - 6.0,
        end: run.end,
    };
    let panel = |lanes: usize| match lanes {
        0 => 0.0,
        lanes => HEADING + LANE * lanes as f64 + 8.0,
    };
    let (threads, tasks) = (panel(run.threads.len()), panel(run.tasks.len()));
    let mut svg = Svg::new(shape.width, threads + tasks + AXIS);
    for at in axis.ticks(shape.room) {
        let x = axis.x(at);
        svg.line("rule", (x, HEADING - 4.0), (x, threads + tasks));
        svg.text("mid number", x, threads + tasks + 14.0, &words::time(at));
    }
    let name = |svg: &mut Svg, name: &str, y: f64| {
        let name = fit(name, shape.gutter - 12.0);
        svg.text("end name", shape.gutter - 10.0, y + 4.0, &name);
    };
    if threads > 0.0 {
        svg.text("strong", axis.from, 14.0, say::THREADS);
        for (row, lane) in run.threads.iter().enumerate() {
            let y = HEADING + LANE * (row as f64 + 0.5);
            name(&mut svg, run.name(*lane), y);
            thread(run, *lane, &axis, y, &mut svg);
        }
    }
    if let Some(all) = run.all_tasks() {
        svg.text("strong", axis.from, threads + 14.0, say::TASKS);
        let top = threads + HEADING;
        let height = LANE * run.tasks.len() as f64;
        let (from, to) = (axis.x(all.from) - 4.0, axis.x(all.to) + BEYOND);
        svg.rect("thread", from, top, to - from, height);
        for span in &run.blocked {
            let (from, to) = (axis.x(span.from), axis.x(span.to));
            svg.rect("held", from, top, to - from, height);
        }
        for (row, (lane, depth)) in run.tasks.iter().enumerate() {
            let y = top + LANE * (row as f64 + 0.5);
            name(&mut svg, &say::indented(run.name(*lane), *depth), y);
            task(run, *lane, &axis, y, &mut svg);
        }
    }
    svg
}

/// A thread that waits: its bar, and the wait within.
fn thread(run: &Run<'_>, lane: usize, axis: &TimeAxis, y: f64, svg: &mut Svg) {
    let life = run.life(lane);
    let (from, to) = (axis.x(life.from), axis.x(life.to));
    svg.rect("thread", from, y - THREAD, to - from, 2.0 * THREAD);
    svg.line("waiting", (from + 6.0, y), (to - 5.0, y));
    let ends = |what: &What| {
        let own = |event: &&kit::record::Event| event.lane == Some(lane);
        run.recording
            .events
            .iter()
            .filter(own)
            .any(|event| event.what == *what)
    };
    if ends(&What::Ready) {
        svg.rect("wall", to - 3.0, y - THREAD, 3.0, 2.0 * THREAD);
        svg.text("letter", to + 5.0, y + 4.0, "R");
    }
}

fn task(run: &Run<'_>, lane: usize, axis: &TimeAxis, y: f64, svg: &mut Svg) {
    let spans = segments(&run.recording.events, lane);
    for segment in &spans {
        let span = run.span(lane, segment);
        let (from, to) = (axis.x(span.from), axis.x(span.to));
        match segment.state {
            State::Waiting if to - from > 6.0 => {
                svg.line("waiting", (from + 4.0, y), (to - 3.0, y));
            }
            State::Woken if to - from > 6.0 => svg.line("due", (from + 4.0, y), (to - 3.0, y)),
            _ => {}
        }
    }
    for poll in run.polls(lane) {
        let span = run.span(lane, &poll);
        let (from, to) = (axis.x(span.from), axis.x(span.to));
        if run.is_blocked(span) {
            blocked(from, to, y, svg);
            label(&say::lasting(span.length()), (from, to), y, svg);
        } else {
            let width = (to - from).max(4.0);
            svg.rect("poll", from - 2.0, y - POLL, width, 2.0 * POLL);
        }
    }
    for gap in run.gaps.iter().filter(|gap| gap.lane == lane) {
        let ends = (axis.x(gap.from), axis.x(gap.to));
        label(&say::gap(gap.length()), ends, y, svg);
    }
    for event in &run.recording.events {
        let x = axis.x(event.at);
        match event.what {
            _ if event.lane != Some(lane) => {}
            What::Ready => {
                svg.rect("wall", x, y - POLL, 3.0, 2.0 * POLL);
                svg.text("letter", x + 6.0, y + 4.0, "R");
            }
            What::Panicked => svg.text("letter", x + 4.0, y + 4.0, "!"),
            What::Dropped => {
                svg.path("dropped", &[(x - 5.0, y - 5.0), (x + 5.0, y + 5.0)], false);
                svg.path("dropped", &[(x - 5.0, y + 5.0), (x + 5.0, y - 5.0)], false);
            }
            _ => {}
        }
    }
}

/// A poll that lasts: its fill has an outline and slanting strokes.
fn blocked(from: f64, to: f64, y: f64, svg: &mut Svg) {
    svg.rect("blocked", from, y - POLL, to - from, 2.0 * POLL);
    let mut at = from;
    while at + 2.0 * POLL <= to {
        svg.line("slant", (at, y + POLL), (at + 2.0 * POLL, y - POLL));
        at += 9.0;
    }
}

/// The longer text if it fits between `from` and `to`, else the shorter one, else nothing: the
/// words below the picture say it.
fn label(texts: &[String; 2], (from, to): (f64, f64), y: f64, svg: &mut Svg) {
    let fits = texts.iter().find(|text| width_of(text) + 14.0 <= to - from);
    if let Some(text) = fits {
        svg.plate((from + to) / 2.0, y + 4.0, text);
    }
}

impl Run<'_> {
    fn is_blocked(&self, span: Span) -> bool {
        let same = |one: &Span| one.lane == span.lane && one.from == span.from;
        span.length() > Duration::ZERO && self.blocked.iter().any(same)
    }
}
