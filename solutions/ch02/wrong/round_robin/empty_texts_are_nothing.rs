//! Belief: an empty text is nothing to tell.
//! Rejected by: what_is_yielded_is_told_before_the_next_one_is_resumed
//! Saying: never told

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
                if !text.is_empty() {
                    each_yield(position, text);
                }
                ready.push_back((position, coroutine));
            }
            State::Returned(value) => returned[position] = Some(value),
        }
    }
    returned.into_iter().flatten().collect()
}
