//! Belief: whoever has yielded goes back to where it was taken from.
//! Rejected by: each_round_gives_each_one_turn_in_the_order_given
//! Saying: ran on

use crate::coroutine::{Coroutine, State};

/// A coroutine that needs nothing sent in.
pub type Turn<R> = Box<dyn Coroutine<In = (), Yield = String, Return = R>>;

/// Runs all of `coroutines`, a turn each, round after round, until each has returned; gives what they
/// yield to `each_yield`, and returns what they returned.
pub fn run_all<R>(coroutines: Vec<Turn<R>>, mut each_yield: impl FnMut(usize, String)) -> Vec<R> {
    let mut returned: Vec<Option<R>> = coroutines.iter().map(|_| None).collect();
    let mut ready: Vec<_> = coroutines.into_iter().enumerate().collect();
    ready.reverse();
    while let Some((position, mut coroutine)) = ready.pop() {
        match coroutine.resume(()) {
            State::Yielded(text) => {
                each_yield(position, text);
                ready.push((position, coroutine));
            }
            State::Returned(value) => returned[position] = Some(value),
        }
    }
    returned.into_iter().flatten().collect()
}
