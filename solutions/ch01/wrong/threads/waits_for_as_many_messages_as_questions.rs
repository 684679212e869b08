//! Belief: every thread sends one message, also the one that panics.
//! Rejected by: a_question_that_panics_costs_its_own_answer_only
//! Saying: blocked

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
    for _ in 0..answers.len() {
        let (place, answer) = receive.recv().unwrap();
        answers[place] = Some(answer);
    }
    answers
}
