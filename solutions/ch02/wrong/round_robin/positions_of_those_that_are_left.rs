//! Belief: a position is the place in the list that is gone through.
//! Rejected by: it_is_told_with_the_position_in_the_list_given
//! Saying: those that were left

use crate::coroutine::{Coroutine, State};

/// A coroutine that needs nothing sent in.
pub type Turn<R> = Box<dyn Coroutine<In = (), Yield = String, Return = R>>;

/// Runs all of `coroutines`, a turn each, round after round, until each has returned; gives what they
/// yield to `each_yield`, and returns what they returned.
pub fn run_all<R>(coroutines: Vec<Turn<R>>, mut each_yield: impl FnMut(usize, String)) -> Vec<R> {
    let mut returned: Vec<Option<R>> = coroutines.iter().map(|_| None).collect();
    let mut running: Vec<_> = coroutines.into_iter().enumerate().collect();
    while !running.is_empty() {
        let mut turn = 0;
        running.retain_mut(|(position, coroutine)| match coroutine.resume(()) {
            State::Yielded(text) => {
                each_yield(turn, text);
                turn += 1;
                true
            }
            State::Returned(value) => {
                returned[*position] = Some(value);
                false
            }
        });
    }
    returned.into_iter().flatten().collect()
}
