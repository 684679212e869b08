//! Belief: the same answer twice in a row says nothing new.
//! Rejected by: an_answer_comes_back_as_it_was_given
//! Saying: ask_all returned

use std::thread;

/// A call that blocks its thread until the answer is there.
pub type Question = Box<dyn FnOnce() -> String + Send>;

/// Asks every question on a thread of its own; returns the answers in the order of the questions.
pub fn ask_all(questions: Vec<Question>) -> Vec<Option<String>> {
    let threads: Vec<_> = questions.into_iter().map(thread::spawn).collect();
    let mut answers: Vec<_> = threads
        .into_iter()
        .map(|thread| thread.join().ok())
        .collect();
    // Two panics in a row are no answers, and not the same one.
    answers.dedup_by(|next, last| next.is_some() && next == last);
    answers
}
