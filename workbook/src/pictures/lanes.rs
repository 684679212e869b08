//! Lanes in the order in which they are drawn: as they were created, children under their parents.

use kit::record::Lane;

use super::svg::{Svg, fit, width_of};
use super::words::TASK;

/// The lanes that `wanted` picks, and how deep each one is nested: a child of a lane that is left out
/// takes its parent's place.
pub fn in_order(lanes: &[Lane], wanted: impl Fn(usize) -> bool) -> Vec<(usize, usize)> {
    let mut order = Vec::new();
    for top in (0..lanes.len()).filter(|lane| lanes[*lane].parent.is_none()) {
        descend(lanes, top, 0, &wanted, &mut order);
    }
    order
}

fn descend(
    lanes: &[Lane],
    lane: usize,
    depth: usize,
    wanted: &impl Fn(usize) -> bool,
    order: &mut Vec<(usize, usize)>,
) {
    let below = if wanted(lane) {
        order.push((lane, depth));
        depth + 1
    } else {
        depth
    };
    for child in (0..lanes.len()).filter(|child| lanes[*child].parent == Some(lane)) {
        descend(lanes, child, below, wanted, order);
    }
}

/// A lane's name, for drawings with the names in the gutter.
pub struct Row<'a> {
    pub name: &'a str,
    pub depth: usize,
    /// Whether the runtime polls it by itself.
    pub task: bool,
}

/// How far each lane's name is indented from that of its parent.
const INDENT: f64 = 16.0;

/// The names, and brackets from each to those within it: dashed to a task, which is not owned. The
/// rows are `lane` high and begin at `top`; the names have `room` pixels.
pub fn brackets(rows: &[Row<'_>], top: f64, lane: f64, room: f64, svg: &mut Svg) {
    let y = |row: usize| top + lane * (row as f64 + 0.5);
    for (number, row) in rows.iter().enumerate() {
        let x = INDENT * row.depth as f64 + 4.0;
        let mut name = fit(row.name, room - x);
        if row.task && width_of(&name) + width_of(TASK) < room - x {
            name.push_str(TASK);
        }
        svg.text("start name", x, y(number) + 4.0, &name);
        let above = &rows[..number];
        let Some(parent) = above.iter().rposition(|other| other.depth < row.depth) else {
            continue;
        };
        let class = if row.task { "scope spawned" } else { "scope" };
        // Down to this one from the sister above, or from the parent.
        let sister = above.iter().rposition(|other| other.depth == row.depth);
        let from = match sister.filter(|sister| *sister > parent) {
            Some(sister) => y(sister),
            None => y(parent) + 8.0,
        };
        let bend = x - INDENT + 5.0;
        let corner = [(bend, from), (bend, y(number)), (x - 3.0, y(number))];
        svg.path(class, &corner, false);
    }
}
