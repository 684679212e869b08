//! Belief: no coroutine yields more than a thousand times, so a bound keeps a faulty one from running
//! forever.
//! Rejected by: it_runs_however_many_however_often_they_yield
//! Saying: each_yield was told 1000 times

use std::collections::VecDeque;

use crate::coroutine::{Coroutine, State};

/// A coroutine that needs nothing sent in.
pub type Turn<R> = Box<dyn Coroutine<In = (), Yield = String, Return = R>>;

/// Runs all of `coroutines`, a turn each, round after round, until each has returned; gives what they
/// yield to `each_yield`, and returns what they returned.
pub fn run_all<R>(coroutines: Vec<Turn<R>>, mut each_yield: impl FnMut(usize, String)) -> Vec<R> {
    let mut returned: Vec<Option<R>> = coroutines.iter().map(|_| None).collect();
    let mut ready: VecDeque<(usize, Turn<R>)> = coroutines.into_iter().enumerate().collect();
    for _ in 0..1_000 * ready.len() {
        let Some((position, mut coroutine)) = ready.pop_front() else {
            break;
        };
        match coroutine.resume(()) {
            State::Yielded(text) => {
                each_yield(position, text);
                ready.push_back((position, coroutine));
            }
            State::Returned(value) => returned[position] = Some(value),
        }
    }
    returned.into_iter().flatten().collect()
}
