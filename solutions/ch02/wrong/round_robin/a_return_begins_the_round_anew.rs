//! Belief: a list that has changed must be gone through from its front again.
//! Rejected by: one_that_returns_leaves_the_round_and_the_others_go_on
//! Saying: second turn

use crate::coroutine::{Coroutine, State};

/// A coroutine that needs nothing sent in.
pub type Turn<R> = Box<dyn Coroutine<In = (), Yield = String, Return = R>>;

/// Runs all of `coroutines`, a turn each, round after round, until each has returned; gives what they
/// yield to `each_yield`, and returns what they returned.
pub fn run_all<R>(coroutines: Vec<Turn<R>>, mut each_yield: impl FnMut(usize, String)) -> Vec<R> {
    let mut returned: Vec<Option<R>> = coroutines.iter().map(|_| None).collect();
    let mut running: Vec<_> = coroutines.into_iter().enumerate().collect();
    while !running.is_empty() {
        let mut left = None;
        for (turn, (position, coroutine)) in running.iter_mut().enumerate() {
            match coroutine.resume(()) {
                State::Yielded(text) => each_yield(*position, text),
                State::Returned(value) => {
                    returned[*position] = Some(value);
                    left = Some(turn);
                    break;
                }
            }
        }
        if let Some(turn) = left {
            running.remove(turn);
        }
    }
    returned.into_iter().flatten().collect()
}
