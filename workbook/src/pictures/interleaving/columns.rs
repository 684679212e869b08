//! The two columns of an interleaving, and what is shared between them.

use super::super::svg::{Svg, fit, wrap};
use super::{Run, Taken, say};

const LINE: f64 = 16.0;
const GAP: f64 = 8.0;

/// Positions across: `(from, to)`.
pub struct Frame {
    width: f64,
    /// The column of each thread.
    columns: [(f64, f64); 2],
    /// The column of what is shared; without one it is within the step.
    shared: Option<(f64, f64)>,
}

pub const WIDE: Frame = Frame {
    width: 750.0,
    columns: [(26.0, 262.0), (510.0, 746.0)],
    shared: Some((282.0, 492.0)),
};
pub const NARROW: Frame = Frame {
    width: 320.0,
    columns: [(22.0, 276.0), (62.0, 316.0)],
    shared: None,
};

pub fn drawn(run: &Run<'_>, frame: &Frame) -> Svg {
    // What is drawn decides how high the drawing is.
    let (height, ends) = body(run, frame, &mut Svg::new(0.0, 0.0));
    let mut svg = Svg::new(frame.width, height);
    body(run, frame, &mut svg);
    for (event, below) in ends {
        svg.veil(event, &[(0.0, below, frame.width, height - below)]);
    }
    svg
}

/// Draws everything; returns the height, and where each event's row ends.
fn body(run: &Run<'_>, frame: &Frame, svg: &mut Svg) -> (f64, Vec<(usize, f64)>) {
    let (mut y, mut ends) = (0.0, Vec::new());
    for schedule in &run.schedules {
        svg.group(
            "event",
            &format!(" data-event=\"{}\"", schedule.event),
            |svg| {
                let says = fit(schedule.name, frame.width - 4.0);
                svg.text("strong", 2.0, y + 14.0, &says);
                svg.rect("here", 1.0, y + 1.0, frame.width - 2.0, 18.0);
            },
        );
        y += LINE + GAP;
        if let Some(shared) = frame.shared {
            for (name, (from, to)) in run.threads.iter().zip(frame.columns) {
                svg.text(
                    "mid number",
                    (from + to) / 2.0,
                    y + 12.0,
                    &fit(name, to - from),
                );
            }
            svg.text(
                "mid number",
                (shared.0 + shared.1) / 2.0,
                y + 12.0,
                say::SHARED,
            );
            y += LINE + GAP / 2.0;
        }
        ends.push((schedule.event, y - 2.0));
        let mut own_end = [None; 2];
        for (number, step) in schedule.steps.iter().enumerate() {
            if let (true, Some(from)) = (step.moved, own_end[step.thread]) {
                // The time in which the other thread does harm.
                let column = frame.columns[step.thread];
                let x = if step.thread == 0 {
                    column.0 + 8.0
                } else {
                    column.1 - 8.0
                };
                svg.line("gap", (x, from), (x, y));
            }
            let mut height = 0.0;
            svg.group("event", &format!(" data-event=\"{}\"", step.event), |svg| {
                height = row(run, step, number + 1, frame, svg, y);
                svg.rect("here", 1.0, y - 2.0, frame.width - 2.0, height + 4.0);
            });
            ends.push((step.event, y + height + 3.0));
            own_end[step.thread] = Some(y + height);
            y += height + GAP;
        }
        if let Some((event, how)) = schedule.end {
            svg.group("event", &format!(" data-event=\"{event}\""), |svg| {
                // Bold type is wider.
                let says = fit(&say::outcome(how), (frame.width - 30.0) * 0.9);
                svg.text("strong", frame.columns[0].0, y + 13.0, &says);
                svg.rect("here", 1.0, y - 2.0, frame.width - 2.0, LINE + 6.0);
            });
            ends.push((event, y + LINE + 5.0));
            y += LINE + GAP;
        }
        y += LINE;
    }
    (y - LINE, ends)
}

/// Draws one step below `y`, and tells how high it is.
fn row(
    run: &Run<'_>,
    step: &Taken<'_>,
    number: usize,
    frame: &Frame,
    svg: &mut Svg,
    y: f64,
) -> f64 {
    let (from, to) = frame.columns[step.thread];
    let place = step.line.map(say::line).unwrap_or_default();
    let room = to - from - 14.0;
    let (says, shared) = match frame.shared {
        Some((from, to)) => (
            wrap(step.does, room - 66.0, 2),
            wrap(step.shared, to - from - 12.0, 2),
        ),
        None => {
            let says = say::who_does(run.threads[step.thread], step.does);
            let mut says = wrap(&says, room, 2);
            says.extend(wrap(step.shared, room, 2));
            (says, Vec::new())
        }
    };
    let height = |lines: usize| LINE * lines as f64 + 8.0;
    let (own, theirs) = (height(says.len()), height(shared.len()));
    let all = own.max(theirs);
    svg.text("end number", 18.0, y + 16.0, &number.to_string());
    let class = if step.moved { "step moved" } else { "step" };
    svg.rect(class, from, y, to - from, all);
    for (row, text) in says.iter().enumerate() {
        svg.text("start", from + 16.0, y + 16.0 + LINE * row as f64, text);
    }
    if let Some((left, right)) = frame.shared {
        svg.text("end number", to - 8.0, y + 16.0, &place);
        let x = if step.thread == 0 {
            (to, left)
        } else {
            (from, right)
        };
        let class = if step.changes { "box" } else { "plain" };
        svg.line("link", (x.0, y + 12.0), (x.1, y + 12.0));
        svg.rect(class, left, y, right - left, all);
        for (row, text) in shared.iter().enumerate() {
            let class = if step.changes { "mid" } else { "mid number" };
            svg.text(
                class,
                (left + right) / 2.0,
                y + 16.0 + LINE * row as f64,
                text,
            );
        }
    }
    all
}
