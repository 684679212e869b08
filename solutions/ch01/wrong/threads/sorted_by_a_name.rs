//! Belief: numbers sort as text in the order of their values.
//! Rejected by: the_answers_come_in_the_order_of_the_questions
//! Saying: not in the order of the questions

use std::collections::BTreeMap;
use std::sync::mpsc;
use std::thread;

/// A call that blocks its thread until the answer is there.
pub type Question = Box<dyn FnOnce() -> String + Send>;

/// Asks every question on a thread of its own; returns the answers in the order of the questions.
pub fn ask_all(questions: Vec<Question>) -> Vec<Option<String>> {
    let (send, receive) = mpsc::channel();
    let mut answers = BTreeMap::new();
    for (place, question) in questions.into_iter().enumerate() {
        let send = send.clone();
        answers.insert(place.to_string(), None);
        thread::spawn(move || send.send((place.to_string(), question())));
    }
    drop(send);
    for (place, answer) in receive {
        answers.insert(place, Some(answer));
    }
    answers.into_values().collect()
}
