//! Belief: a coroutine must be started before its turns begin, and its first yield is nothing but
//! the start.
//! Rejected by: what_is_yielded_is_told_before_the_next_one_is_resumed
//! Saying: never told

use crate::coroutine::{Coroutine, State};

/// A coroutine that needs nothing sent in.
pub type Turn<R> = Box<dyn Coroutine<In = (), Yield = String, Return = R>>;

/// Runs all of `coroutines`, a turn each, round after round, until each has returned; gives what they
/// yield to `each_yield`, and returns what they returned.
pub fn run_all<R>(
    mut coroutines: Vec<Turn<R>>,
    mut each_yield: impl FnMut(usize, String),
) -> Vec<R> {
    let mut returned: Vec<Option<R>> = coroutines.iter().map(|_| None).collect();
    for (position, coroutine) in coroutines.iter_mut().enumerate() {
        if let State::Returned(value) = coroutine.resume(()) {
            returned[position] = Some(value);
        }
    }
    while returned.iter().any(Option::is_none) {
        for (position, coroutine) in coroutines.iter_mut().enumerate() {
            if returned[position].is_none() {
                match coroutine.resume(()) {
                    State::Yielded(text) => each_yield(position, text),
                    State::Returned(value) => returned[position] = Some(value),
                }
            }
        }
    }
    returned.into_iter().flatten().collect()
}
