//! Belief: one thread beside the caller is enough for all the questions.
//! Rejected by: every_question_is_asked_on_a_thread_of_its_own
//! Saying: share a thread

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

/// A call that blocks its thread until the answer is there.
pub type Question = Box<dyn FnOnce() -> String + Send>;

/// Asks every question on a thread of its own; returns the answers in the order of the questions.
pub fn ask_all(questions: Vec<Question>) -> Vec<Option<String>> {
    let helper = thread::spawn(move || {
        questions
            .into_iter()
            .map(|question| catch_unwind(AssertUnwindSafe(question)).ok())
            .collect()
    });
    helper.join().unwrap()
}
