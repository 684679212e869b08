//! Belief: to go round is to go there and back.
//! Rejected by: each_round_gives_each_one_turn_in_the_order_given
//! Saying: another order

use crate::coroutine::{Coroutine, State};

/// A coroutine that needs nothing sent in.
pub type Turn<R> = Box<dyn Coroutine<In = (), Yield = String, Return = R>>;

/// Runs all of `coroutines`, a turn each, round after round, until each has returned; gives what they
/// yield to `each_yield`, and returns what they returned.
pub fn run_all<R>(coroutines: Vec<Turn<R>>, mut each_yield: impl FnMut(usize, String)) -> Vec<R> {
    let mut returned: Vec<Option<R>> = coroutines.iter().map(|_| None).collect();
    let mut running: Vec<_> = coroutines.into_iter().enumerate().collect();
    while !running.is_empty() {
        running.retain_mut(|(position, coroutine)| match coroutine.resume(()) {
            State::Yielded(text) => {
                each_yield(*position, text);
                true
            }
            State::Returned(value) => {
                returned[*position] = Some(value);
                false
            }
        });
        running.reverse();
    }
    returned.into_iter().flatten().collect()
}
