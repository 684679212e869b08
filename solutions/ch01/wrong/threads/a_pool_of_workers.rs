//! Belief: as many workers as there are processors ask everything at once.
//! Rejected by: all_questions_are_in_flight_at_the_same_time
//! Saying: the others had to wait

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
    let workers = thread::available_parallelism().map_or(4, |processors| processors.get());
    for _ in 0..workers {
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
