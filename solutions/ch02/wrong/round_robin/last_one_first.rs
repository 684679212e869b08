//! Belief: a list is emptied from its end.
//! Rejected by: each_round_gives_each_one_turn_in_the_order_given
//! Saying: another order

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
        for position in (0..coroutines.len()).rev() {
            if returned[position].is_none() {
                match coroutines[position].resume(()) {
                    State::Yielded(text) => each_yield(position, text),
                    State::Returned(value) => returned[position] = Some(value),
                }
            }
        }
    }
    returned.into_iter().flatten().collect()
}
