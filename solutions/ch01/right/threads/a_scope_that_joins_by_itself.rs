//! Style: scoped threads that catch their panics and write each to its own place.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

/// A call that blocks its thread until the answer is there.
pub type Question = Box<dyn FnOnce() -> String + Send>;

/// Asks every question on a thread of its own; returns the answers in the order of the questions.
pub fn ask_all(questions: Vec<Question>) -> Vec<Option<String>> {
    let mut answers = vec![None; questions.len()];
    thread::scope(|scope| {
        for (question, answer) in questions.into_iter().zip(&mut answers) {
            scope.spawn(move || *answer = catch_unwind(AssertUnwindSafe(question)).ok());
        }
    });
    answers
}
