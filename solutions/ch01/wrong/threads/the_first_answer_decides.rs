//! Belief: when one answer is there, the others are there too.
//! Rejected by: no_question_is_left_running
//! Saying: still under way

use std::sync::{Arc, Mutex, mpsc};
use std::thread;

/// A call that blocks its thread until the answer is there.
pub type Question = Box<dyn FnOnce() -> String + Send>;

/// Asks every question on a thread of its own; returns the answers in the order of the questions.
pub fn ask_all(questions: Vec<Question>) -> Vec<Option<String>> {
    let answers = Arc::new(Mutex::new(vec![None; questions.len()]));
    let (ready, wait) = mpsc::channel();
    for (place, question) in questions.into_iter().enumerate() {
        let (answers, ready) = (Arc::clone(&answers), ready.clone());
        thread::spawn(move || {
            let answer = question();
            answers.lock().unwrap()[place] = Some(answer);
            let _ = ready.send(());
        });
    }
    drop(ready);
    let _ = wait.recv();
    let answers = answers.lock().unwrap();
    answers.clone()
}
