// entry: counts_the_presses
use std::sync::Arc;

use tokio::sync::watch;
use tokio::task::{JoinError, JoinSet};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Jobs that returned.
    pub finished: usize,
    /// Jobs that panicked.
    pub panicked: usize,
    /// Jobs that were stopped by `cancel`.
    pub cancelled: usize,
}

pub struct Group {
    jobs: JoinSet<()>,
    paused: Arc<watch::Sender<i32>>,
}

impl Default for Group {
    fn default() -> Self {
        Self {
            jobs: JoinSet::new(),
            paused: Arc::new(watch::Sender::new(0)),
        }
    }
}

#[derive(Clone)]
pub struct Gate {
    paused: Arc<watch::Sender<i32>>,
}

impl Group {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn spawn<J, F>(&mut self, job: J)
    where
        J: FnOnce(Gate) -> F,
        F: Future<Output = ()> + Send + 'static,
    {
        let gate = Gate { paused: Arc::clone(&self.paused) };
        self.jobs.spawn(job(gate));
    }

    pub fn pause(&self) {
        self.paused.send_modify(|pauses| *pauses += 1);
    }

    pub fn resume(&self) {
        self.paused.send_modify(|pauses| *pauses -= 1);
    }

    pub async fn cancel(&mut self) -> Summary {
        self.jobs.abort_all();
        self.join().await
    }

    pub async fn join(&mut self) -> Summary {
        let mut summary = Summary::default();
        while let Some(ended) = self.jobs.join_next().await {
            match ended {
                Ok(()) => summary.finished += 1,
                Err(error) if JoinError::is_panic(&error) => summary.panicked += 1,
                Err(_) => summary.cancelled += 1,
            }
        }
        summary
    }
}

impl Gate {
    pub async fn pass(&self) {
        let mut paused = self.paused.subscribe();
        let _ = paused.wait_for(|pauses| *pauses <= 0).await;
    }
}
