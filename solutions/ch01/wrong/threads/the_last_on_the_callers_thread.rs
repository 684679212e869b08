//! Belief: the calling thread may as well ask the last question itself.
//! Rejected by: every_question_is_asked_on_a_thread_of_its_own
//! Saying: on the thread that called

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

/// A call that blocks its thread until the answer is there.
pub type Question = Box<dyn FnOnce() -> String + Send>;

/// Asks every question on a thread of its own; returns the answers in the order of the questions.
pub fn ask_all(questions: Vec<Question>) -> Vec<Option<String>> {
    let mut questions = questions;
    let last = questions.pop();
    let threads: Vec<_> = questions.into_iter().map(thread::spawn).collect();
    let last = last.map(|question| catch_unwind(AssertUnwindSafe(question)).ok());
    threads
        .into_iter()
        .map(|thread| thread.join().ok())
        .chain(last)
        .collect()
}
