//! Belief: there are never more than 256 coroutines.
//! Rejected by: it_runs_however_many_however_often_they_yield
//! Saying: each_yield was told

use std::collections::VecDeque;

use crate::coroutine::{Coroutine, State};

/// A coroutine that needs nothing sent in.
pub type Turn<R> = Box<dyn Coroutine<In = (), Yield = String, Return = R>>;

/// Runs all of `coroutines`, a turn each, round after round, until each has returned; gives what they
/// yield to `each_yield`, and returns what they returned.
pub fn run_all<R>(coroutines: Vec<Turn<R>>, mut each_yield: impl FnMut(usize, String)) -> Vec<R> {
    let mut returned: Vec<Option<R>> = coroutines.iter().map(|_| None).collect();
    let mut ready: VecDeque<(u8, Turn<R>)> = (0..=u8::MAX).cycle().zip(coroutines).collect();
    while let Some((position, mut coroutine)) = ready.pop_front() {
        match coroutine.resume(()) {
            State::Yielded(text) => {
                each_yield(position.into(), text);
                ready.push_back((position, coroutine));
            }
            State::Returned(value) => returned[usize::from(position)] = Some(value),
        }
    }
    returned.into_iter().flatten().collect()
}
