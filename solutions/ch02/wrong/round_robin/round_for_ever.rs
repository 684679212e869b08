//! Belief: the loop ends when the list is empty, and the list empties by itself.
//! Rejected by: none_is_resumed_after_it_has_returned
//! Saying: forever

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
    while !coroutines.is_empty() {
        for (position, coroutine) in coroutines.iter_mut().enumerate() {
            match coroutine.resume(()) {
                State::Yielded(text) => each_yield(position, text),
                State::Returned(value) => returned[position] = Some(value),
            }
        }
    }
    returned.into_iter().flatten().collect()
}
