//! Style: a map from positions to those that still run.

use std::collections::BTreeMap;

use crate::coroutine::{Coroutine, State};

/// A coroutine that needs nothing sent in.
pub type Turn<R> = Box<dyn Coroutine<In = (), Yield = String, Return = R>>;

/// Runs all of `coroutines`, a turn each, round after round, until each has returned; gives what they
/// yield to `each_yield`, and returns what they returned.
pub fn run_all<R>(coroutines: Vec<Turn<R>>, mut each_yield: impl FnMut(usize, String)) -> Vec<R> {
    let mut running: BTreeMap<usize, Turn<R>> = coroutines.into_iter().enumerate().collect();
    let mut returned = BTreeMap::new();
    while !running.is_empty() {
        running = running
            .into_iter()
            .filter_map(|(position, mut coroutine)| match coroutine.resume(()) {
                State::Yielded(text) => {
                    each_yield(position, text);
                    Some((position, coroutine))
                }
                State::Returned(value) => {
                    returned.insert(position, value);
                    None
                }
            })
            .collect();
    }
    returned.into_values().collect()
}
