//! Style: an index that stays the same after a removal.

use crate::coroutine::{Coroutine, State};

/// A coroutine that is sent nothing.
pub type Turn<R> = Box<dyn Coroutine<In = (), Yield = String, Return = R>>;

/// Resumes `coroutines` in turn, round after round, until all have returned. Calls `each_yield` for each
/// yield, and returns what they returned.
pub fn run_all<R>(
    mut coroutines: Vec<Turn<R>>,
    mut each_yield: impl FnMut(usize, String),
) -> Vec<R> {
    let mut places: Vec<usize> = (0..coroutines.len()).collect();
    let mut returned: Vec<Option<R>> = Vec::new();
    returned.resize_with(coroutines.len(), || None);
    let mut turn = 0;
    while !places.is_empty() {
        if turn >= places.len() {
            turn = 0;
        }
        match coroutines[turn].resume(()) {
            State::Yielded(text) => {
                each_yield(places[turn], text);
                turn += 1;
            }
            State::Returned(value) => {
                returned[places[turn]] = Some(value);
                places.remove(turn);
                drop(coroutines.remove(turn));
            }
        }
    }
    returned
        .into_iter()
        .map(|value| value.expect("all have returned"))
        .collect()
}
