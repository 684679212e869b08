//! Belief: a thread cannot hand back a value, so the caller has to ask.
//! Rejected by: every_question_is_asked_on_a_thread_of_its_own
//! Saying: on the thread that called

use std::panic::{AssertUnwindSafe, catch_unwind};

/// A call that blocks its thread until the answer is there.
pub type Question = Box<dyn FnOnce() -> String + Send>;

/// Asks every question on a thread of its own; returns the answers in the order of the questions.
pub fn ask_all(questions: Vec<Question>) -> Vec<Option<String>> {
    questions
        .into_iter()
        .map(|question| catch_unwind(AssertUnwindSafe(question)).ok())
        .collect()
}
