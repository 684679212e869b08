//! # Everyone gets a turn
//!
//! Several coroutines, one thread: somebody must decide who runs next. The plainest fair answer is to
//! go round: each runs up to its next `yield`, then the next one has its turn. That is a scheduler,
//! and the event loops of later chapters are this one with a way to wait.
//!
//! Write `run_all`. It is judged by these promises:
//!
//! - In each round, every coroutine that has not returned is resumed exactly once, in the order given.
//! - What one yields goes to `each_yield`, with the coroutine's position in the list given, counted
//!   from 0; and it goes there at once, before the next one is resumed.
//! - One that returns leaves the round; the others go on, in the same order, until all have returned.
//!   If the list is empty, `run_all` returns at once.
//! - However many coroutines there are, and however often each one yields, the stack grows no deeper.
//! - None is resumed after it has returned.
//! - The return values come back in the order of the list given, whoever returned first.

use crate::coroutine::Coroutine;

/// A coroutine that needs nothing sent in.
pub type Turn<R> = Box<dyn Coroutine<In = (), Yield = String, Return = R>>;

/// Runs all of `coroutines`, a turn each, round after round, until each has returned; gives what they
/// yield to `each_yield`, and returns what they returned.
pub fn run_all<R>(coroutines: Vec<Turn<R>>, each_yield: impl FnMut(usize, String)) -> Vec<R> {
    // So that the stub compiles without a warning: delete this line.
    let _ = each_yield;
    todo!("give each of {} coroutines its turns", coroutines.len())
}
