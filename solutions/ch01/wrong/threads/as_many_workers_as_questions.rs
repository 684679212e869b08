//! Belief: as many workers as there are questions are a thread for each.
//! Rejected by: every_question_is_asked_on_a_thread_of_its_own
//! Saying: share a thread

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, mpsc};
use std::thread;

/// A call that blocks its thread until the answer is there.
pub type Question = Box<dyn FnOnce() -> String + Send>;

/// Asks every question on a thread of its own; returns the answers in the order of the questions.
pub fn ask_all(questions: Vec<Question>) -> Vec<Option<String>> {
    let count = questions.len();
    let queue = Arc::new(Mutex::new(questions.into_iter().enumerate()));
    let (send, receive) = mpsc::channel();
    for _ in 0..count {
        let (queue, send) = (Arc::clone(&queue), send.clone());
        thread::spawn(move || {
            loop {
                let next = queue.lock().unwrap().next();
                let Some((place, question)) = next else {
                    return;
                };
                let answer = catch_unwind(AssertUnwindSafe(question)).ok();
                let _ = send.send((place, answer));
            }
        });
    }
    drop(send);
    let mut answers = vec![None; count];
    for (place, answer) in receive {
        answers[place] = answer;
    }
    answers
}
