//! Style: a shared list of answers under a lock, which is held only to write one of them.

use std::sync::{Arc, Mutex};
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
            let answer = question();
            answers.lock().unwrap()[place] = Some(answer);
        }));
    }
    for thread in threads {
        // A question that panicked has written nothing: its place holds None.
        let _ = thread.join();
    }
    std::mem::take(&mut *answers.lock().unwrap())
}
