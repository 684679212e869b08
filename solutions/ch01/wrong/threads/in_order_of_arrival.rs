//! Belief: a channel gives the answers in the order in which the threads were spawned.
//! Rejected by: the_answers_come_in_the_order_of_the_questions
//! Saying: not in the order of the questions

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc;
use std::thread;

/// A call that blocks its thread until the answer is there.
pub type Question = Box<dyn FnOnce() -> String + Send>;

/// Asks every question on a thread of its own; returns the answers in the order of the questions.
pub fn ask_all(questions: Vec<Question>) -> Vec<Option<String>> {
    let (send, receive) = mpsc::channel();
    for question in questions {
        let send = send.clone();
        thread::spawn(move || {
            let _ = send.send(catch_unwind(AssertUnwindSafe(question)).ok());
        });
    }
    drop(send);
    receive.into_iter().collect()
}
