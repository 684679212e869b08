//! Style: one slot for each coroutine, emptied when it returns; rounds until all are empty.

use crate::coroutine::{Coroutine, State};

/// A coroutine that is sent nothing.
pub type Turn<R> = Box<dyn Coroutine<In = (), Yield = String, Return = R>>;

/// Resumes `coroutines` in turn, round after round, until all have returned. Calls `each_yield` for each
/// yield, and returns what they returned.
pub fn run_all<R>(coroutines: Vec<Turn<R>>, mut each_yield: impl FnMut(usize, String)) -> Vec<R> {
    let mut slots: Vec<Option<Turn<R>>> = coroutines.into_iter().map(Some).collect();
    let mut returned: Vec<Option<R>> = slots.iter().map(|_| None).collect();
    while slots.iter().any(Option::is_some) {
        for (position, slot) in slots.iter_mut().enumerate() {
            let Some(coroutine) = slot else { continue };
            match coroutine.resume(()) {
                State::Yielded(text) => each_yield(position, text),
                State::Returned(value) => {
                    returned[position] = Some(value);
                    *slot = None;
                }
            }
        }
    }
    returned.into_iter().flatten().collect()
}
