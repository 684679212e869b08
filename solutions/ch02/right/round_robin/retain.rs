//! Style: each call of `retain_mut` is a round.

use crate::coroutine::{Coroutine, State};

/// A coroutine that is sent nothing.
pub type Turn<R> = Box<dyn Coroutine<In = (), Yield = String, Return = R>>;

/// Resumes `coroutines` in turn, round after round, until all have returned. Calls `each_yield` for each
/// yield, and returns what they returned.
pub fn run_all<R>(coroutines: Vec<Turn<R>>, mut each_yield: impl FnMut(usize, String)) -> Vec<R> {
    let mut returned = Vec::with_capacity(coroutines.len());
    let mut running: Vec<_> = coroutines.into_iter().enumerate().collect();
    while !running.is_empty() {
        running.retain_mut(|(position, coroutine)| match coroutine.resume(()) {
            State::Yielded(text) => {
                each_yield(*position, text);
                true
            }
            State::Returned(value) => {
                returned.push((*position, value));
                false
            }
        });
    }
    returned.sort_by_key(|(position, _)| *position);
    returned.into_iter().map(|(_, value)| value).collect()
}
