//! Style: one channel; each answer carries its place, and a panic sends nothing.

use std::sync::mpsc;
use std::thread;

/// A call that blocks its thread until the answer is there.
pub type Question = Box<dyn FnOnce() -> String + Send>;

/// Asks every question on a thread of its own; returns the answers in the order of the questions.
pub fn ask_all(questions: Vec<Question>) -> Vec<Option<String>> {
    let mut answers = vec![None; questions.len()];
    let (send, receive) = mpsc::channel();
    for (place, question) in questions.into_iter().enumerate() {
        let send = send.clone();
        thread::spawn(move || send.send((place, question())));
    }
    // The loop ends when the last sender has been dropped, and this is one.
    drop(send);
    for (place, answer) in receive {
        answers[place] = Some(answer);
    }
    answers
}
