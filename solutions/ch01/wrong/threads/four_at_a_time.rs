//! Belief: more threads than processors do not help, though they only wait.
//! Rejected by: all_questions_are_in_flight_at_the_same_time
//! Saying: at most 4 were in flight

use std::thread;

/// A call that blocks its thread until the answer is there.
pub type Question = Box<dyn FnOnce() -> String + Send>;

/// Asks every question on a thread of its own; returns the answers in the order of the questions.
pub fn ask_all(questions: Vec<Question>) -> Vec<Option<String>> {
    let mut answers = Vec::new();
    let mut questions = questions.into_iter().peekable();
    while questions.peek().is_some() {
        let threads: Vec<_> = questions.by_ref().take(4).map(thread::spawn).collect();
        answers.extend(threads.into_iter().map(|thread| thread.join().ok()));
    }
    answers
}
