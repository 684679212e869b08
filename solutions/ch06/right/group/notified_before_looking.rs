//! Style: a flag and a `Notify`, whose future is created before the flag is read.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::Notify;
use tokio::task::JoinSet;

/// How jobs ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Jobs that returned.
    pub finished: usize,
    /// Jobs that panicked.
    pub panicked: usize,
    /// Jobs that were stopped by `cancel`.
    pub cancelled: usize,
}

/// Jobs that are cancelled, paused and resumed together.
pub struct Group {
    gate: Gate,
    jobs: JoinSet<()>,
}

impl Default for Group {
    fn default() -> Self {
        Self {
            gate: Gate(Arc::default()),
            jobs: JoinSet::new(),
        }
    }
}

/// Where a job of a group can be paused.
#[derive(Clone)]
pub struct Gate(Arc<(AtomicBool, Notify)>);

impl Group {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn spawn<J, F>(&mut self, job: J)
    where
        J: FnOnce(Gate) -> F,
        F: Future<Output = ()> + Send + 'static,
    {
        self.jobs.spawn(job(self.gate.clone()));
    }

    pub fn pause(&self) {
        self.gate.0.0.store(true, Ordering::SeqCst);
    }

    pub fn resume(&self) {
        let (paused, resumed) = &*self.gate.0;
        paused.store(false, Ordering::SeqCst);
        resumed.notify_waiters();
    }

    pub async fn cancel(&mut self) -> Summary {
        self.jobs.abort_all();
        self.join().await
    }

    pub async fn join(&mut self) -> Summary {
        let mut summary = Summary::default();
        while let Some(ended) = self.jobs.join_next().await {
            let count = match ended.map_err(|error| error.is_cancelled()) {
                Ok(()) => &mut summary.finished,
                Err(true) => &mut summary.cancelled,
                Err(false) => &mut summary.panicked,
            };
            *count += 1;
        }
        summary
    }
}

impl Gate {
    pub async fn pass(&self) {
        let (paused, resumed) = &*self.0;
        loop {
            let notified = resumed.notified();
            if !paused.load(Ordering::SeqCst) {
                return;
            }
            notified.await;
        }
    }
}
