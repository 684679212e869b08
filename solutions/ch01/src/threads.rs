//! # A thread that answers
//!
//! Three services take 100 ms each. Asked one after another, they keep you waiting for 300 ms, and
//! for all that time your program does nothing. You may have read that a thread cannot hand back a
//! value, and that one needs async for it. Here you ask from threads, and you get your answers.
//!
//! Write `ask_all`. It is judged by these promises:
//!
//! - Every question is asked exactly once, on a new thread of its own.
//! - All of them are in flight at the same time.
//! - The answers come back in the order of the questions, whichever is ready first.
//! - A question that panics costs its own answer only: there it says `None`.
//! - `ask_all` returns when every question has ended, however long it takes: none is left running.

use std::thread;

/// A call that blocks its thread until the answer is there.
pub type Question = Box<dyn FnOnce() -> String + Send>;

/// Asks every question on a thread of its own; returns the answers in the order of the questions.
pub fn ask_all(questions: Vec<Question>) -> Vec<Option<String>> {
    // Collected, so that all are spawned before the first one is joined: `map` alone is lazy.
    let threads: Vec<_> = questions.into_iter().map(thread::spawn).collect();
    threads
        .into_iter()
        .map(|thread| thread.join().ok())
        .collect()
}
