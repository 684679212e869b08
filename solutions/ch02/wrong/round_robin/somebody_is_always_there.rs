//! Belief: there is always somebody whose turn comes next.
//! Rejected by: with_nobody_to_run_it_returns_at_once
//! Saying: panicked

use crate::coroutine::{Coroutine, State};

/// A coroutine that needs nothing sent in.
pub type Turn<R> = Box<dyn Coroutine<In = (), Yield = String, Return = R>>;

/// Runs all of `coroutines`, a turn each, round after round, until each has returned; gives what they
/// yield to `each_yield`, and returns what they returned.
pub fn run_all<R>(
    mut coroutines: Vec<Turn<R>>,
    mut each_yield: impl FnMut(usize, String),
) -> Vec<R> {
    let count = coroutines.len();
    let mut returned: Vec<Option<R>> = coroutines.iter().map(|_| None).collect();
    let mut position = 0;
    loop {
        if returned[position].is_none() {
            match coroutines[position].resume(()) {
                State::Yielded(text) => each_yield(position, text),
                State::Returned(value) => returned[position] = Some(value),
            }
        }
        if returned.iter().all(Option::is_some) {
            return returned.into_iter().flatten().collect();
        }
        position = (position + 1) % count;
    }
}
