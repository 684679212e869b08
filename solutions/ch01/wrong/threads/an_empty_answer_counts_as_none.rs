//! Belief: a place that is still empty has had no answer.
//! Rejected by: an_answer_comes_back_as_it_was_given
//! Saying: Some("")

use std::sync::{Arc, Mutex};
use std::thread;

/// A call that blocks its thread until the answer is there.
pub type Question = Box<dyn FnOnce() -> String + Send>;

/// Asks every question on a thread of its own; returns the answers in the order of the questions.
pub fn ask_all(questions: Vec<Question>) -> Vec<Option<String>> {
    let answers = Arc::new(Mutex::new(vec![String::new(); questions.len()]));
    let mut threads = Vec::new();
    for (place, question) in questions.into_iter().enumerate() {
        let answers = Arc::clone(&answers);
        threads.push(thread::spawn(move || {
            let answer = question();
            answers.lock().unwrap()[place] = answer;
        }));
    }
    for thread in threads {
        let _ = thread.join();
    }
    let mut answers = answers.lock().unwrap();
    std::mem::take(&mut *answers)
        .into_iter()
        .map(|answer| (!answer.is_empty()).then_some(answer))
        .collect()
}
