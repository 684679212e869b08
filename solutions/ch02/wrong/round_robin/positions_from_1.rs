//! Belief: the first one has position 1.
//! Rejected by: it_is_told_with_the_position_in_the_list_given
//! Saying: counted from 0

use std::collections::VecDeque;

use crate::coroutine::{Coroutine, State};

/// A coroutine that needs nothing sent in.
pub type Turn<R> = Box<dyn Coroutine<In = (), Yield = String, Return = R>>;

/// Runs all of `coroutines`, a turn each, round after round, until each has returned; gives what they
/// yield to `each_yield`, and returns what they returned.
pub fn run_all<R>(coroutines: Vec<Turn<R>>, mut each_yield: impl FnMut(usize, String)) -> Vec<R> {
    let mut returned: Vec<Option<R>> = coroutines.iter().map(|_| None).collect();
    let mut ready: VecDeque<_> = coroutines.into_iter().enumerate().collect();
    while let Some((position, mut coroutine)) = ready.pop_front() {
        match coroutine.resume(()) {
            State::Yielded(text) => {
                each_yield(position + 1, text);
                ready.push_back((position, coroutine));
            }
            State::Returned(value) => returned[position] = Some(value),
        }
    }
    returned.into_iter().flatten().collect()
}
