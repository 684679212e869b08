//! Style: a cell for each question, set once; a cell that is not set belongs to a panic.

use std::sync::{Arc, OnceLock};
use std::thread;

/// A call that blocks its thread until the answer is there.
pub type Question = Box<dyn FnOnce() -> String + Send>;

/// Asks every question on a thread of its own; returns the answers in the order of the questions.
pub fn ask_all(questions: Vec<Question>) -> Vec<Option<String>> {
    let mut cells = Vec::new();
    let mut threads = Vec::new();
    for question in questions {
        let cell = Arc::new(OnceLock::new());
        cells.push(Arc::clone(&cell));
        threads.push(thread::spawn(move || {
            cell.get_or_init(question);
        }));
    }
    threads.into_iter().for_each(|thread| {
        let _ = thread.join();
    });
    cells.iter().map(|cell| cell.get().cloned()).collect()
}
