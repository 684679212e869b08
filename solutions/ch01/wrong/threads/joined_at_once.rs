//! Belief: a thread that is joined where it is spawned still runs beside the others.
//! Rejected by: all_questions_are_in_flight_at_the_same_time
//! Saying: one after another

use std::thread;

/// A call that blocks its thread until the answer is there.
pub type Question = Box<dyn FnOnce() -> String + Send>;

/// Asks every question on a thread of its own; returns the answers in the order of the questions.
pub fn ask_all(questions: Vec<Question>) -> Vec<Option<String>> {
    let mut answers = Vec::new();
    for question in questions {
        let thread = thread::spawn(question);
        answers.push(thread.join().ok());
    }
    answers
}
