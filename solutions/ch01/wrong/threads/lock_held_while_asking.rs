//! Belief: a lock on the answers has to be held while the question is asked.
//! Rejected by: all_questions_are_in_flight_at_the_same_time
//! Saying: one after another

use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

/// A call that blocks its thread until the answer is there.
pub type Question = Box<dyn FnOnce() -> String + Send>;

/// Asks every question on a thread of its own; returns the answers in the order of the questions.
pub fn ask_all(questions: Vec<Question>) -> Vec<Option<String>> {
    let answers = Arc::new(Mutex::new(vec![None; questions.len()]));
    let mut threads = Vec::new();
    for (place, question) in questions.into_iter().enumerate() {
        let answers = Arc::clone(&answers);
        threads.push(thread::spawn(move || {
            let mut answers = answers.lock().unwrap_or_else(PoisonError::into_inner);
            answers[place] = Some(question());
        }));
    }
    for thread in threads {
        let _ = thread.join();
    }
    let mut answers = answers.lock().unwrap_or_else(PoisonError::into_inner);
    std::mem::take(&mut *answers)
}
