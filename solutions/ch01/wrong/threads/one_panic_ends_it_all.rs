//! Belief: after one panic the rest of the answers cannot be trusted.
//! Rejected by: a_question_that_panics_costs_its_own_answer_only
//! Saying: took it along

use std::thread;

/// A call that blocks its thread until the answer is there.
pub type Question = Box<dyn FnOnce() -> String + Send>;

/// Asks every question on a thread of its own; returns the answers in the order of the questions.
pub fn ask_all(questions: Vec<Question>) -> Vec<Option<String>> {
    let threads: Vec<_> = questions.into_iter().map(thread::spawn).collect();
    let results: Vec<_> = threads.into_iter().map(|thread| thread.join()).collect();
    let count = results.len();
    match results.into_iter().collect::<Result<Vec<String>, _>>() {
        Ok(answers) => answers.into_iter().map(Some).collect(),
        Err(_) => vec![None; count],
    }
}
