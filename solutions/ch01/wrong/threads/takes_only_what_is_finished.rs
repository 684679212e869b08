//! Belief: a thread that has not finished has no answer.
//! Rejected by: no_question_is_left_running
//! Saying: still under way

use std::thread;

/// A call that blocks its thread until the answer is there.
pub type Question = Box<dyn FnOnce() -> String + Send>;

/// Asks every question on a thread of its own; returns the answers in the order of the questions.
pub fn ask_all(questions: Vec<Question>) -> Vec<Option<String>> {
    let threads: Vec<_> = questions.into_iter().map(thread::spawn).collect();
    threads
        .into_iter()
        .map(|thread| {
            if thread.is_finished() {
                thread.join().ok()
            } else {
                None
            }
        })
        .collect()
}
