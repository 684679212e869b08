//! The drawing: a panel a turn, and the same places in each.

use kit::record::What;

use super::{Row, Run, TurnOf};
use crate::pictures::svg::{Svg, fit, width_of};
use crate::pictures::words::loop_anatomy as say;

const ROW: f64 = 26.0;
const TOKEN: f64 = 20.0;
const BETWEEN: f64 = 10.0;
const HEAD: f64 = 20.0;
/// Around the tokens of a place.
const INSET: f64 = 5.0;

/// A place: where it begins, and how wide it is.
#[derive(Clone, Copy)]
struct Place(f64, f64);

impl Place {
    fn end(self) -> f64 {
        self.0 + self.1
    }

    fn middle(self) -> f64 {
        self.0 + self.1 / 2.0
    }
}

/// What a wide picture and a narrow one do not share.
pub(super) struct Shape {
    width: f64,
    /// For a small screen: the turn's number is above its panel rather than beside it, and the names
    /// are before the places rather than in the tokens.
    small: bool,
    /// Which form of the words fits.
    form: usize,
    ready: Place,
    parked: Place,
    clock: Place,
    poll: Place,
    done: Place,
}

pub(super) const WIDE: Shape = Shape {
    width: 750.0,
    small: false,
    form: 0,
    ready: Place(86.0, 130.0),
    parked: Place(232.0, 176.0),
    clock: Place(416.0, 76.0),
    poll: Place(502.0, 92.0),
    done: Place(620.0, 128.0),
};
pub(super) const NARROW: Shape = Shape {
    width: 320.0,
    small: true,
    form: 1,
    ready: Place(76.0, 42.0),
    parked: Place(121.0, 76.0),
    clock: Place(199.0, 46.0),
    poll: Place(246.0, 38.0),
    done: Place(285.0, 34.0),
};

pub(super) fn drawn(run: &Run<'_>, shape: &Shape) -> Svg {
    let label = if shape.small { 18.0 } else { 0.0 };
    let panel = ROW * run.rows.len() as f64 + 2.0 * INSET;
    let each = label + panel + BETWEEN;
    let mut svg = Svg::new(shape.width, HEAD + each * run.turns.len() as f64);
    let places = [
        (shape.ready, say::READY),
        (shape.parked, say::PARKED),
        (shape.clock, say::CLOCK),
        (shape.poll, say::POLL),
        (shape.done, say::DONE),
    ];
    for (place, name) in places {
        svg.text("mid strong", place.middle(), 13.0, name[shape.form]);
    }
    for (number, turn) in run.turns.iter().enumerate() {
        let top = HEAD + each * number as f64 + label;
        let (turn_is, at) = (say::turn(number + 1), say::at(turn.at));
        if shape.small {
            svg.text("strong", 1.0, top - 5.0, &turn_is);
            svg.text("end number", shape.width - 2.0, top - 5.0, &at);
        } else {
            svg.text("strong", 0.0, top + 18.0, &turn_is);
            svg.text("number", 0.0, top + 35.0, &at);
        }
        for place in [shape.ready, shape.parked, shape.poll, shape.done] {
            svg.rect("place", place.0, top, place.1, panel);
        }
        clock(turn, shape, top, panel, &mut svg);
        for (index, row) in run.rows.iter().enumerate() {
            let y = top + INSET + ROW * (index as f64 + 0.5);
            row_of(run, row, turn, shape, y, &mut svg);
        }
    }
    svg
}

/// The clock's place: a jump where the loop waited, else what it would have waited for.
fn clock(turn: &TurnOf<'_>, shape: &Shape, top: f64, panel: f64, svg: &mut Svg) {
    let x = shape.clock.middle();
    if turn.waited.is_zero() {
        let waits = say::waits(turn.says.wait_ms);
        svg.text("mid jump", x, top + 11.0, &waits);
        return;
    }
    svg.text("mid strong", x, top + 11.0, &say::jump(turn.waited));
    for shift in [-2.5, 2.5] {
        svg.line("jump", (x + shift, top + 16.0), (x + shift, top + panel));
    }
}

fn row_of(run: &Run<'_>, row: &Row, turn: &TurnOf<'_>, shape: &Shape, y: f64, svg: &mut Svg) {
    let mut from = None;
    if shape.small {
        svg.text(
            "start name",
            0.0,
            y + 4.0,
            &fit(&row.name, shape.ready.0 - 4.0),
        );
    }
    if let Some(place) = turn.says.ready.iter().position(|name| *name == row.name) {
        let text = if shape.small {
            (place + 1).to_string()
        } else {
            say::queued(place + 1, &row.name)
        };
        from = Some(token("token", shape.ready, &text, y, svg));
    } else if let Some(until) = run.parked(row, turn) {
        let text = if shape.small {
            say::until(&until)
        } else {
            say::parked(&row.name, &until)
        };
        from = Some(token("token", shape.parked, &text, y, svg));
    }
    let polls = turn.polls.iter().enumerate();
    let own = polls.filter(|(_, (lane, _))| Some(*lane) == row.lane);
    let mut right = shape.poll.0 + INSET - 2.0;
    for (order, (_, how)) in own {
        // The words name every poll; the place holds the first ones.
        if right + 34.0 > shape.poll.end() {
            break;
        }
        if let Some(from) = from.take() {
            svg.arrow("wake", (from, y), (right, y));
        }
        let order = (order + 1).to_string();
        let left = right + width_of(&order) + 6.0;
        svg.text("number", right + 4.0, y + 4.0, &order);
        svg.rect("poll", left, y - 8.0, 20.0, 16.0);
        let letter = match how {
            What::Ready => {
                svg.rect("wall", left + 17.0, y - 8.0, 3.0, 16.0);
                "R"
            }
            What::Panicked => "!",
            _ => "P",
        };
        svg.text("mid letter", left + 9.0, y + 4.0, letter);
        right = left + 20.0;
        if *how == What::Ready {
            svg.arrow("wake", (right, y), (shape.done.0 + INSET - 1.0, y));
        }
    }
    if let Some(how) = run.ended(row, turn.to) {
        let before = run.ended(row, turn.from).is_some();
        let class = if before { "token past" } else { "token" };
        let text = if shape.small { say::IS_DONE } else { &row.name };
        let right = token(class, shape.done, text, y, svg);
        if *how != What::Ready {
            let (left, x) = (right - 8.0, right);
            svg.path("dropped", &[(left, y - 8.0), (x, y)], false);
            svg.path("dropped", &[(left, y), (x, y - 8.0)], false);
        }
    }
}

/// A token in its place; returns where it ends.
fn token(class: &str, place: Place, text: &str, y: f64, svg: &mut Svg) -> f64 {
    let room = place.1 - 2.0 * INSET;
    let text = fit(text, room - 6.0);
    let width = (width_of(&text) + 8.0).max(30.0).min(room);
    let x = place.0 + INSET;
    svg.rect(class, x, y - TOKEN / 2.0, width, TOKEN);
    svg.text("mid", x + width / 2.0, y + 4.0, &text);
    x + width
}
