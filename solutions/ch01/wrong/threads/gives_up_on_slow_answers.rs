//! Belief: an answer that takes a tenth of a second will not come any more.
//! Rejected by: no_question_is_left_running
//! Saying: still under way

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// A call that blocks its thread until the answer is there.
pub type Question = Box<dyn FnOnce() -> String + Send>;

/// Asks every question on a thread of its own; returns the answers in the order of the questions.
pub fn ask_all(questions: Vec<Question>) -> Vec<Option<String>> {
    let mut receivers = Vec::new();
    for question in questions {
        let (send, receive) = mpsc::channel();
        thread::spawn(move || send.send(question()));
        receivers.push(receive);
    }
    receivers
        .into_iter()
        .map(|receive| receive.recv_timeout(Duration::from_millis(100)).ok())
        .collect()
}
