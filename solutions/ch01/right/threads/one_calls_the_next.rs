//! Style: recursion: spawn one, ask the rest, then join it.

use std::collections::VecDeque;
use std::thread;

/// A call that blocks its thread until the answer is there.
pub type Question = Box<dyn FnOnce() -> String + Send>;

/// Asks every question on a thread of its own; returns the answers in the order of the questions.
pub fn ask_all(questions: Vec<Question>) -> Vec<Option<String>> {
    let mut answers = VecDeque::new();
    spawn_then_join(&mut questions.into_iter(), &mut answers);
    answers.into()
}

fn spawn_then_join(
    questions: &mut impl Iterator<Item = Question>,
    answers: &mut VecDeque<Option<String>>,
) {
    if let Some(question) = questions.next() {
        let thread = thread::spawn(question);
        spawn_then_join(questions, answers);
        answers.push_front(thread.join().ok());
    }
}
