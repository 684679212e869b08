//! Style: answers as they arrive, each with its place, sorted at the end.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc;
use std::thread;

/// A call that blocks its thread until the answer is there.
pub type Question = Box<dyn FnOnce() -> String + Send>;

/// Asks every question on a thread of its own; returns the answers in the order of the questions.
pub fn ask_all(questions: Vec<Question>) -> Vec<Option<String>> {
    let (send, receive) = mpsc::sync_channel(0);
    for (place, question) in questions.into_iter().enumerate() {
        let send = send.clone();
        thread::spawn(move || {
            let answer = catch_unwind(AssertUnwindSafe(question)).ok();
            send.send((place, answer))
        });
    }
    drop(send);
    let mut answers: Vec<_> = receive.iter().collect();
    answers.sort_by_key(|(place, _)| *place);
    answers.into_iter().map(|(_, answer)| answer).collect()
}
