//! Belief: the first `map` has spawned every thread before the second one joins any.
//! Rejected by: all_questions_are_in_flight_at_the_same_time
//! Saying: one after another

use std::thread;

/// A call that blocks its thread until the answer is there.
pub type Question = Box<dyn FnOnce() -> String + Send>;

/// Asks every question on a thread of its own; returns the answers in the order of the questions.
pub fn ask_all(questions: Vec<Question>) -> Vec<Option<String>> {
    questions
        .into_iter()
        .map(thread::spawn)
        .map(|thread| thread.join().ok())
        .collect()
}
