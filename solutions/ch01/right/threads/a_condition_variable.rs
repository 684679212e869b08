//! Style: no join and no channel: a count of the questions in flight, and a condition variable.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;

/// A call that blocks its thread until the answer is there.
pub type Question = Box<dyn FnOnce() -> String + Send>;

/// Asks every question on a thread of its own; returns the answers in the order of the questions.
pub fn ask_all(questions: Vec<Question>) -> Vec<Option<String>> {
    let count = questions.len();
    let shared = Arc::new((Mutex::new((count, vec![None; count])), Condvar::new()));
    for (place, question) in questions.into_iter().enumerate() {
        let shared = Arc::clone(&shared);
        thread::spawn(move || {
            let answer = catch_unwind(AssertUnwindSafe(question)).ok();
            let (state, ended) = &*shared;
            let mut state = state.lock().unwrap();
            state.0 -= 1;
            state.1[place] = answer;
            ended.notify_one();
        });
    }
    let (state, ended) = &*shared;
    let mut state = ended
        .wait_while(state.lock().unwrap(), |(under_way, _)| *under_way > 0)
        .unwrap();
    std::mem::take(&mut state.1)
}
