//! # Everyone gets a turn
//!
//! ```
//! let values = run_all(vec![a, b], |position, text| println!("{position}: {text}"));
//! // If a yields "x" and b yields "y", it prints "0: x" and "1: y".
//! // `values` holds what a and b returned, in this order.
//! ```
//!
//! Several coroutines share one thread. If one of them runs to its end first, the others wait for all of it. A
//! simple fair scheduler goes round: each coroutine runs to its next `yield`, and then the next one has its
//! turn. The event loops of later chapters do the same, and can also wait.
//!
//! Write `run_all`. Requirements:
//!
//! Turns:
//!
//! 1. In each round, each coroutine that has not returned is resumed once, in the order given. The first round
//!    is a turn like the others: there is no resume before it.
//! 2. If one returns, the others keep their order and their turn in this round, until all have returned.
//! 3. A coroutine that has returned is not resumed again.
//! 4. The stack does not grow with the turns, however many coroutines there are and however often each one
//!    yields.
//!
//! Results:
//!
//! 5. Each text that is yielded goes to `each_yield` once and unchanged, before the next resume. An empty text
//!    counts too.
//! 6. `each_yield` also gets the position of the coroutine in the list given, counted from 0.
//! 7. `run_all` returns the values in the order of the list given, not in the order of the returns.
//! 8. If the list is empty, `run_all` returns an empty list at once.
//!
//! Left open: what happens if a coroutine panics.

use crate::coroutine::Coroutine;

/// A coroutine that is sent nothing.
pub type Turn<R> = Box<dyn Coroutine<In = (), Yield = String, Return = R>>;

/// Resumes `coroutines` in turn, round after round, until all have returned. Calls `each_yield` for each
/// yield, and returns what they returned.
pub fn run_all<R>(coroutines: Vec<Turn<R>>, each_yield: impl FnMut(usize, String)) -> Vec<R> {
    // So that the stub compiles without a warning: delete this line.
    let _ = each_yield;
    todo!("give each of {} coroutines its turns", coroutines.len())
}
