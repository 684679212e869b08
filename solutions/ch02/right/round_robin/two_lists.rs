//! Style: the list of this round and that of the next one, swapped after each round.

use std::collections::VecDeque;
use std::mem;

use crate::coroutine::{Coroutine, State};

/// A coroutine that is sent nothing.
pub type Turn<R> = Box<dyn Coroutine<In = (), Yield = String, Return = R>>;

/// Resumes `coroutines` in turn, round after round, until all have returned. Calls `each_yield` for each
/// yield, and returns what they returned.
pub fn run_all<R>(coroutines: Vec<Turn<R>>, mut each_yield: impl FnMut(usize, String)) -> Vec<R> {
    let mut values: Vec<(usize, R)> = Vec::new();
    let mut this_round: VecDeque<(usize, Turn<R>)> = coroutines.into_iter().enumerate().collect();
    let mut next_round = VecDeque::new();
    loop {
        while let Some((at, mut coroutine)) = this_round.pop_front() {
            match coroutine.resume(()) {
                State::Yielded(text) => {
                    each_yield(at, text);
                    next_round.push_back((at, coroutine));
                }
                State::Returned(value) => {
                    let place = values.partition_point(|(other, _)| *other < at);
                    values.insert(place, (at, value));
                }
            }
        }
        if next_round.is_empty() {
            break;
        }
        mem::swap(&mut this_round, &mut next_round);
    }
    values.into_iter().map(|(_, value)| value).collect()
}
