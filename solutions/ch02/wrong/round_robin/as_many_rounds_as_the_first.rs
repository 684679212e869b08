//! Belief: the first one tells how many rounds there are.
//! Rejected by: one_that_returns_leaves_the_round_and_the_others_go_on
//! Saying: came back too early

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
    while returned.first().is_some_and(Option::is_none) {
        for (position, coroutine) in coroutines.iter_mut().enumerate() {
            if returned[position].is_some() {
                continue;
            }
            match coroutine.resume(()) {
                State::Yielded(text) => each_yield(position, text),
                State::Returned(value) => returned[position] = Some(value),
            }
        }
    }
    returned.into_iter().flatten().collect()
}
