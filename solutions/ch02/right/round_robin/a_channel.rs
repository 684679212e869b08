//! Style: a channel as the ready queue.

use std::sync::mpsc;

use crate::coroutine::{Coroutine, State};

/// A coroutine that is sent nothing.
pub type Turn<R> = Box<dyn Coroutine<In = (), Yield = String, Return = R>>;

/// Resumes `coroutines` in turn, round after round, until all have returned. Calls `each_yield` for each
/// yield, and returns what they returned.
pub fn run_all<R>(coroutines: Vec<Turn<R>>, mut each_yield: impl FnMut(usize, String)) -> Vec<R> {
    let mut values: Vec<Option<R>> = Vec::new();
    values.resize_with(coroutines.len(), || None);
    let (ready, turns) = mpsc::channel();
    for numbered in coroutines.into_iter().enumerate() {
        ready.send(numbered).expect("the queue is here");
    }
    while let Ok((number, mut coroutine)) = turns.try_recv() {
        match coroutine.resume(()) {
            State::Yielded(text) => {
                each_yield(number, text);
                ready.send((number, coroutine)).expect("the queue is here");
            }
            State::Returned(value) => values[number] = Some(value),
        }
    }
    values.into_iter().map(Option::unwrap).collect()
}
