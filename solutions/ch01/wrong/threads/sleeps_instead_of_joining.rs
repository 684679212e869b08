//! Belief: the services take 100 ms, so after 150 ms the threads have ended.
//! Rejected by: no_question_is_left_running
//! Saying: still under way

use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// A call that blocks its thread until the answer is there.
pub type Question = Box<dyn FnOnce() -> String + Send>;

/// Asks every question on a thread of its own; returns the answers in the order of the questions.
pub fn ask_all(questions: Vec<Question>) -> Vec<Option<String>> {
    let answers = Arc::new(Mutex::new(vec![None; questions.len()]));
    for (place, question) in questions.into_iter().enumerate() {
        let answers = Arc::clone(&answers);
        thread::spawn(move || {
            let answer = question();
            answers.lock().unwrap()[place] = Some(answer);
        });
    }
    thread::sleep(Duration::from_millis(150));
    let mut answers = answers.lock().unwrap();
    std::mem::take(&mut *answers)
}
