//! Belief: a scope that joins its threads by itself deals with their panics too.
//! Rejected by: a_question_that_panics_costs_its_own_answer_only
//! Saying: came out of ask_all

use std::thread;

/// A call that blocks its thread until the answer is there.
pub type Question = Box<dyn FnOnce() -> String + Send>;

/// Asks every question on a thread of its own; returns the answers in the order of the questions.
pub fn ask_all(questions: Vec<Question>) -> Vec<Option<String>> {
    let mut answers = vec![None; questions.len()];
    thread::scope(|scope| {
        for (question, answer) in questions.into_iter().zip(&mut answers) {
            scope.spawn(move || *answer = Some(question()));
        }
    });
    answers
}
