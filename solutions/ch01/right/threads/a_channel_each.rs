//! Style: a channel a question: a thread that panics drops its sender.

use std::sync::mpsc;
use std::thread;

/// A call that blocks its thread until the answer is there.
pub type Question = Box<dyn FnOnce() -> String + Send>;

/// Asks every question on a thread of its own; returns the answers in the order of the questions.
pub fn ask_all(questions: Vec<Question>) -> Vec<Option<String>> {
    let receivers: Vec<_> = questions
        .into_iter()
        .map(|question| {
            let (send, receive) = mpsc::channel();
            thread::spawn(move || send.send(question()));
            receive
        })
        .collect();
    receivers
        .into_iter()
        .map(|receive| receive.recv().ok())
        .collect()
}
