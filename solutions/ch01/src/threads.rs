//! # A thread that answers
//!
//! ```
//! let ask = |city| Box::new(move || weather(city)) as Question; // weather blocks for 100 ms
//! let answers = ask_all(["Ulm", "Oslo", "Rome"].map(ask).into());
//! // After 100 ms, not 300: [Some("rain"), Some("snow"), Some("sun")].
//! ```
//!
//! Three services take 100 ms each. If you ask them one after another, you wait for 300 ms, and your
//! program does nothing else meanwhile. You may have read that a thread cannot return a value, and
//! that this takes async. Here you ask from threads, and each of them returns its answer.
//!
//! Write `ask_all`. Requirements:
//!
//! Threads:
//!
//! 1. Each question is asked once, on a new thread: not on the caller's thread, and not on a thread
//!    that another question has used.
//! 2. All questions are in flight (asked, and not answered yet) at the same time, however many there
//!    are.
//! 3. `ask_all` returns when all questions have ended, however long they take.
//!
//! Answers:
//!
//! 4. The answers are in the order of the questions, whichever answer comes first. No questions give
//!    no answers.
//! 5. An answer is returned unchanged, even if it is empty or equal to another one.
//! 6. If a question panics, its place in the list holds `None`. The other answers are not affected.
//!
//! Left open: what happens if the system has no room for another thread.

use std::thread;

/// A call that blocks its thread until the answer is there.
pub type Question = Box<dyn FnOnce() -> String + Send>;

/// Asks every question on a thread of its own; returns the answers in the order of the questions.
pub fn ask_all(questions: Vec<Question>) -> Vec<Option<String>> {
    // Collected, so that all are spawned before the first one is joined: `map` alone is lazy.
    let threads: Vec<_> = questions.into_iter().map(thread::spawn).collect();
    threads
        .into_iter()
        .map(|thread| thread.join().ok())
        .collect()
}
