//! Belief: only those that answered have a place in the list.
//! Rejected by: a_question_that_panics_costs_its_own_answer_only
//! Saying: still has its place

use std::thread;

/// A call that blocks its thread until the answer is there.
pub type Question = Box<dyn FnOnce() -> String + Send>;

/// Asks every question on a thread of its own; returns the answers in the order of the questions.
pub fn ask_all(questions: Vec<Question>) -> Vec<Option<String>> {
    let threads: Vec<_> = questions.into_iter().map(thread::spawn).collect();
    threads
        .into_iter()
        .flat_map(|thread| thread.join())
        .map(Some)
        .collect()
}
