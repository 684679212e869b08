//! Belief: what a round has yielded is told when the round is over.
//! Rejected by: what_is_yielded_is_told_before_the_next_one_is_resumed
//! Saying: before it was told

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
    while returned.iter().any(Option::is_none) {
        let mut yielded = Vec::new();
        for (position, coroutine) in coroutines.iter_mut().enumerate() {
            if returned[position].is_some() {
                continue;
            }
            match coroutine.resume(()) {
                State::Yielded(text) => yielded.push((position, text)),
                State::Returned(value) => returned[position] = Some(value),
            }
        }
        for (position, text) in yielded {
            each_yield(position, text);
        }
    }
    returned.into_iter().flatten().collect()
}
