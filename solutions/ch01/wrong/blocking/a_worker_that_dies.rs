//! Belief: a worker thread outlives whatever it is given.
//! Rejected by: a_read_that_panics_costs_its_own_result_only
//! Saying: the read of "b" panics

use std::sync::{Arc, mpsc};

use tokio::sync::oneshot;

/// Reads a file and returns how many bytes it held. It blocks its thread, and it may panic.
pub type Read = Arc<dyn Fn(&str) -> usize + Send + Sync>;

/// Reading a file went wrong: the read panicked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadFailed;

/// Reads `files` with `read`, one after another; resolves to a result a file.
pub async fn scan(files: Vec<String>, read: Read) -> Vec<Result<usize, ReadFailed>> {
    let (ask, questions) = mpsc::channel::<(String, oneshot::Sender<usize>)>();
    std::thread::spawn(move || {
        for (file, answer) in questions {
            let _ = answer.send(read(&file));
        }
    });
    let mut results = Vec::new();
    for file in files {
        let (answer, answered) = oneshot::channel();
        let _ = ask.send((file, answer));
        results.push(answered.await.map_err(|_| ReadFailed));
    }
    results
}
