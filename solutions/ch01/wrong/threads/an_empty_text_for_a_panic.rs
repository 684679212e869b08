//! Belief: an empty text is as good as no answer.
//! Rejected by: a_question_that_panics_costs_its_own_answer_only
//! Saying: panicked, yet its answer is Some

use std::thread;

/// A call that blocks its thread until the answer is there.
pub type Question = Box<dyn FnOnce() -> String + Send>;

/// Asks every question on a thread of its own; returns the answers in the order of the questions.
pub fn ask_all(questions: Vec<Question>) -> Vec<Option<String>> {
    let threads: Vec<_> = questions.into_iter().map(thread::spawn).collect();
    threads
        .into_iter()
        .map(|thread| Some(thread.join().unwrap_or_default()))
        .collect()
}
