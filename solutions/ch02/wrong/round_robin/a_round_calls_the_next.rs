//! Belief: a call that is the last thing a function does costs nothing.
//! Rejected by: it_runs_however_many_however_often_they_yield
//! Saying: calls itself for those that are left

use std::collections::BTreeMap;

use crate::coroutine::{Coroutine, State};

/// A coroutine that needs nothing sent in.
pub type Turn<R> = Box<dyn Coroutine<In = (), Yield = String, Return = R>>;

/// Runs all of `coroutines`, a turn each, round after round, until each has returned; gives what they
/// yield to `each_yield`, and returns what they returned.
pub fn run_all<R>(coroutines: Vec<Turn<R>>, mut each_yield: impl FnMut(usize, String)) -> Vec<R> {
    let mut returned = BTreeMap::new();
    let everyone = coroutines.into_iter().enumerate().collect();
    rounds(everyone, &mut each_yield, &mut returned);
    returned.into_values().collect()
}

fn rounds<R>(
    running: Vec<(usize, Turn<R>)>,
    each_yield: &mut impl FnMut(usize, String),
    returned: &mut BTreeMap<usize, R>,
) {
    if running.is_empty() {
        return;
    }
    let mut left = Vec::new();
    for (position, mut coroutine) in running {
        match coroutine.resume(()) {
            State::Yielded(text) => {
                each_yield(position, text);
                left.push((position, coroutine));
            }
            State::Returned(value) => {
                returned.insert(position, value);
            }
        }
    }
    rounds(left, each_yield, returned);
}
