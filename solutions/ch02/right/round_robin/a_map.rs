//! Style: a map from positions to the coroutines that still run.

use std::collections::BTreeMap;

use crate::coroutine::{Coroutine, State};

/// A coroutine that is sent nothing.
pub type Turn<R> = Box<dyn Coroutine<In = (), Yield = String, Return = R>>;

/// Resumes `coroutines` in turn, round after round, until all have returned. Calls `each_yield` for each
/// yield, and returns what they returned.
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
