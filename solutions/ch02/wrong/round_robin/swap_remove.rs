//! Belief: whoever leaves a list leaves the order of the others as it was.
//! Rejected by: one_that_returns_leaves_the_round_and_the_others_go_on
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
        let mut turn = 0;
        while turn < running.len() {
            let (position, coroutine) = &mut running[turn];
            match coroutine.resume(()) {
                State::Yielded(text) => {
                    each_yield(*position, text);
                    turn += 1;
                }
                State::Returned(value) => {
                    returned[*position] = Some(value);
                    running.swap_remove(turn);
                }
            }
        }
    }
    returned.into_iter().flatten().collect()
}
