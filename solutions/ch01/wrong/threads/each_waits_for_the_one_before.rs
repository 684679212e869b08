//! Belief: answers come in order only if each thread waits for the one before.
//! Rejected by: all_questions_are_in_flight_at_the_same_time
//! Saying: one after another

use std::thread::{self, JoinHandle};

/// A call that blocks its thread until the answer is there.
pub type Question = Box<dyn FnOnce() -> String + Send>;

/// Asks every question on a thread of its own; returns the answers in the order of the questions.
pub fn ask_all(questions: Vec<Question>) -> Vec<Option<String>> {
    let mut last: JoinHandle<Vec<Option<String>>> = thread::spawn(Vec::new);
    for question in questions {
        let before = last;
        last = thread::spawn(move || {
            let mut answers = before.join().unwrap();
            answers.push(thread::spawn(question).join().ok());
            answers
        });
    }
    last.join().unwrap()
}
