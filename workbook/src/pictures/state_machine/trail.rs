//! The narrow drawing: the stops from top to bottom, each state at its own indent. If there are
//! several machines, each machine has an indent instead.

use super::{Machine, Visit, in_order};
use crate::pictures::svg::{Svg, fit, width_of};
use crate::pictures::words::state_machine as say;

const NARROW: f64 = 320.0;
const NUMBER: f64 = 26.0;
const BOX_HEIGHT: f64 = 26.0;
const TEXT: f64 = 16.0;
const BETWEEN: f64 = 20.0;
/// All indents of a machine together.
const INDENTS: f64 = 56.0;
const MOST_INDENT: f64 = 18.0;

pub(super) fn drawn(machines: &[Machine<'_>]) -> Svg {
    let visits = in_order(machines);
    let several = machines.len() > 1;
    let names = machines.iter().flat_map(|machine| &machine.states);
    let widest = names.map(|state| width_of(&state.name)).fold(0.0, f64::max);
    let boxes = (widest + 16.0).clamp(70.0, 116.0);
    let heading = if several { 0.0 } else { 20.0 };
    let rows: f64 = visits.iter().map(|(_, visit)| height(visit, several)).sum();
    let between = BETWEEN * (visits.len().saturating_sub(1)) as f64;
    let mut svg = Svg::new(NARROW, heading + rows + between + 8.0);
    if let [machine] = machines {
        let text = fit(&say::heading(machine.name, &machine.bytes()), NARROW);
        svg.text("strong", 0.0, 12.0, &text);
    }
    let (mut top, mut veils) = (heading + 4.0, Vec::new());
    for (number, (machine, visit)) in visits.iter().enumerate() {
        let left = NUMBER + indent(machines, machine, visit.state);
        let middle = left + boxes / 2.0;
        svg.group(
            "event",
            &format!(" data-event=\"{}\"", visit.event),
            |svg| {
                let y = top + height(visit, several) / 2.0;
                svg.text("number", 2.0, y + 4.0, &visit.number.to_string());
                let last = number + 1 == visits.len();
                let (class, text) = if last {
                    ("box current", "mid strong")
                } else {
                    ("box", "mid")
                };
                svg.rect(class, left, y - BOX_HEIGHT / 2.0, boxes, BOX_HEIGHT);
                svg.text(text, middle, y + 4.0, &fit(&visit.stop.state, boxes - 6.0));
                if visit.ended {
                    let right = left + boxes - 3.0;
                    svg.rect("wall", right, y - BOX_HEIGHT / 2.0, 3.0, BOX_HEIGHT);
                }
                let edge = (left - 3.0, y - BOX_HEIGHT / 2.0 - 3.0);
                svg.rect("here", edge.0, edge.1, boxes + 6.0, BOX_HEIGHT + 6.0);
                let x = NUMBER + INDENTS + boxes + 10.0;
                for (line, (class, text)) in texts(machine, visit, several).iter().enumerate() {
                    let y = top + TEXT * line as f64 + 13.0;
                    svg.text(class, x, y, &fit(text, NARROW - x));
                }
            },
        );
        top += height(visit, several);
        veils.push((visit.event, top));
        let next = visits.get(number + 1);
        if let Some((_, after)) = next.filter(|(next, _)| std::ptr::eq(*next, *machine)) {
            // Straight down out of this box, across, and straight down into the next.
            let into = NUMBER + indent(machines, machine, after.state) + boxes / 2.0;
            let from = top - (height(visit, several) - BOX_HEIGHT) / 2.0;
            let to = top + BETWEEN + (height(after, several) - BOX_HEIGHT) / 2.0;
            let turn = top + BETWEEN / 2.0;
            svg.path(
                "wake",
                &[(middle, from), (middle, turn), (into, turn)],
                false,
            );
            svg.arrow("wake", (into, turn), (into, to - 1.0));
        }
        top += BETWEEN;
    }
    for (event, below) in veils {
        svg.veil(event, &[(0.0, below, NARROW, svg.height() - below)]);
    }
    svg
}

fn indent(machines: &[Machine<'_>], machine: &Machine<'_>, state: usize) -> f64 {
    let (place, places) = match machines {
        [machine] => (state, machine.states.len()),
        several => {
            let own = several.iter().position(|one| std::ptr::eq(one, machine));
            (own.unwrap_or(0), several.len())
        }
    };
    let steps = places.saturating_sub(1).max(1) as f64;
    place as f64 * (INDENTS / steps).min(MOST_INDENT)
}

/// The texts beside a box: the machine's name if there are several, what it keeps, what it returned.
fn texts(machine: &Machine<'_>, visit: &Visit<'_>, several: bool) -> Vec<(&'static str, String)> {
    let mut texts = Vec::new();
    if several {
        texts.push(("strong", machine.name.to_owned()));
    }
    texts.extend(
        say::kept(visit.stop)
            .into_iter()
            .map(|text| ("start", text)),
    );
    if !visit.stop.out.is_empty() {
        texts.push(("number", say::gives(&visit.stop.out)));
    }
    texts
}

fn height(visit: &Visit<'_>, several: bool) -> f64 {
    let lines = visit.stop.keeps.len().max(1)
        + usize::from(several)
        + usize::from(!visit.stop.out.is_empty());
    (lines as f64 * TEXT + 4.0).max(BOX_HEIGHT)
}
