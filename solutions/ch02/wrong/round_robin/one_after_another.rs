//! Belief: to run all of them is to run each of them, from its start to its end.
//! Rejected by: each_round_gives_each_one_turn_in_the_order_given
//! Saying: ran on

use crate::coroutine::{Coroutine, State};

/// A coroutine that needs nothing sent in.
pub type Turn<R> = Box<dyn Coroutine<In = (), Yield = String, Return = R>>;

/// Runs all of `coroutines`, a turn each, round after round, until each has returned; gives what they
/// yield to `each_yield`, and returns what they returned.
pub fn run_all<R>(
    mut coroutines: Vec<Turn<R>>,
    mut each_yield: impl FnMut(usize, String),
) -> Vec<R> {
    let mut returned = Vec::new();
    for (position, coroutine) in coroutines.iter_mut().enumerate() {
        loop {
            match coroutine.resume(()) {
                State::Yielded(text) => each_yield(position, text),
                State::Returned(value) => {
                    returned.push(value);
                    break;
                }
            }
        }
    }
    returned
}
