//! Lanes in the order in which they are drawn: as they were created, children under their parents.

use kit::record::Lane;

/// The lanes that `wanted` picks, and how deep each one lies: a child of a lane that is left out
/// stands where its parent would.
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
