//! Style: the builder, plain loops and a match.

use std::thread::{Builder, JoinHandle};

/// A call that blocks its thread until the answer is there.
pub type Question = Box<dyn FnOnce() -> String + Send>;

/// Asks every question on a thread of its own; returns the answers in the order of the questions.
pub fn ask_all(questions: Vec<Question>) -> Vec<Option<String>> {
    let mut threads: Vec<JoinHandle<String>> = Vec::with_capacity(questions.len());
    for (number, question) in questions.into_iter().enumerate() {
        let builder = Builder::new().name(format!("question {number}"));
        threads.push(builder.spawn(question).expect("a thread can be spawned"));
    }
    let mut answers = Vec::with_capacity(threads.len());
    for thread in threads {
        match thread.join() {
            Ok(answer) => answers.push(Some(answer)),
            Err(_) => answers.push(None),
        }
    }
    answers
}
