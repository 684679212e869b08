//! Style: each entry is a running coroutine or its value; a counter says how many still run.

use crate::coroutine::{Coroutine, State};

/// A coroutine that is sent nothing.
pub type Turn<R> = Box<dyn Coroutine<In = (), Yield = String, Return = R>>;

/// Resumes `coroutines` in turn, round after round, until all have returned. Calls `each_yield` for each
/// yield, and returns what they returned.
pub fn run_all<R>(coroutines: Vec<Turn<R>>, mut each_yield: impl FnMut(usize, String)) -> Vec<R> {
    let mut left = coroutines.len();
    let mut all: Vec<One<R>> = coroutines.into_iter().map(One::Running).collect();
    while left > 0 {
        for (position, one) in all.iter_mut().enumerate() {
            if let One::Running(coroutine) = one {
                match coroutine.resume(()) {
                    State::Yielded(text) => each_yield(position, text),
                    State::Returned(value) => {
                        *one = One::Done(value);
                        left -= 1;
                    }
                }
            }
        }
    }
    let value = |one| match one {
        One::Done(value) => value,
        One::Running(_) => unreachable!("all have returned"),
    };
    all.into_iter().map(value).collect()
}

enum One<R> {
    Running(Turn<R>),
    Done(R),
}
