//! Belief: a channel is how a thread and a task meet.
//! Rejected by: the_heart_beats_while_a_read_blocks
//! Saying: the heart stood still

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, mpsc};

/// Reads a file and returns how many bytes it held. It blocks its thread, and it may panic.
pub type Read = Arc<dyn Fn(&str) -> usize + Send + Sync>;

/// Reading a file went wrong: the read panicked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadFailed;

/// Reads `files` with `read`, one after another; resolves to a result a file.
pub async fn scan(files: Vec<String>, read: Read) -> Vec<Result<usize, ReadFailed>> {
    let (send, receive) = mpsc::channel();
    std::thread::spawn(move || {
        for file in files {
            let result = catch_unwind(AssertUnwindSafe(|| read(&file))).map_err(|_| ReadFailed);
            let _ = send.send(result);
        }
    });
    receive.iter().collect()
}
