//! Style: a channel holds a token for each free place; a job reports how it ended when it returns its token.

use std::collections::HashMap;

use tokio::sync::mpsc::{Sender, channel};
use tokio::task::AbortHandle;

/// How the jobs ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ended {
    /// Jobs that returned.
    pub finished: usize,
    /// Jobs that panicked.
    pub panicked: usize,
}

/// Runs all `jobs`, at most `limit` of them at the same time.
pub async fn run_limited<F>(limit: usize, jobs: impl IntoIterator<Item = F>) -> Ended
where
    F: Future<Output = ()> + Send + 'static,
{
    let (give_back, mut tokens) = channel(limit);
    for place in 0..limit {
        give_back.try_send((place, None)).expect("has room");
    }
    let mut running = Running(HashMap::new());
    let mut ended = Ended::default();
    let mut jobs = jobs.into_iter();
    loop {
        // Only the owner of a token sends it, so a token comes as long as one is away.
        let (place, how) = tokens.recv().await.expect("has a sender here");
        running.0.remove(&place);
        match how {
            Some(true) => ended.finished += 1,
            Some(false) => ended.panicked += 1,
            None => {}
        }
        if let Some(job) = jobs.next() {
            let token = Token {
                place,
                finished: false,
                give_back: give_back.clone(),
            };
            let task = tokio::spawn(async move {
                job.await;
                token.finish();
            });
            running.0.insert(place, task.abort_handle());
        } else if running.0.is_empty() {
            return ended;
        }
    }
}

struct Token {
    place: usize,
    finished: bool,
    give_back: Sender<(usize, Option<bool>)>,
}

impl Token {
    fn finish(mut self) {
        self.finished = true;
    }
}

impl Drop for Token {
    fn drop(&mut self) {
        // An error means that the receiver is gone with the future of `run_limited`.
        let _ = self.give_back.try_send((self.place, Some(self.finished)));
    }
}

struct Running(HashMap<usize, AbortHandle>);

impl Drop for Running {
    fn drop(&mut self) {
        for task in self.0.values() {
            task.abort();
        }
    }
}
