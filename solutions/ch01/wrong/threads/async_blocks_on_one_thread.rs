//! Belief: async makes blocking calls overlap.
//! Rejected by: every_question_is_asked_on_a_thread_of_its_own
//! Saying: on the thread that called

use std::panic::AssertUnwindSafe;

use futures::FutureExt;
use futures::executor::block_on;
use futures::future::join_all;

/// A call that blocks its thread until the answer is there.
pub type Question = Box<dyn FnOnce() -> String + Send>;

/// Asks every question on a thread of its own; returns the answers in the order of the questions.
pub fn ask_all(questions: Vec<Question>) -> Vec<Option<String>> {
    let asked = questions.into_iter().map(|question| {
        let asking = AssertUnwindSafe(async { question() });
        async { asking.catch_unwind().await.ok() }
    });
    block_on(join_all(asked))
}
