//! Style: a semaphore with one permit while the gate is open; `pass` borrows it and gives it back.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::Semaphore;
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
    paused: AtomicBool,
    open: Arc<Semaphore>,
    jobs: JoinSet<()>,
}

impl Default for Group {
    fn default() -> Self {
        Self {
            paused: AtomicBool::new(false),
            open: Arc::new(Semaphore::new(1)),
            jobs: JoinSet::new(),
        }
    }
}

/// Where a job of a group can be paused.
#[derive(Clone)]
pub struct Gate(Arc<Semaphore>);

impl Group {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn spawn<J, F>(&mut self, job: J)
    where
        J: FnOnce(Gate) -> F,
        F: Future<Output = ()> + Send + 'static,
    {
        self.jobs.spawn(job(Gate(Arc::clone(&self.open))));
    }

    pub fn pause(&self) {
        if !self.paused.swap(true, Ordering::Relaxed) {
            // Jobs on their way from one to the next hold it for a moment.
            while self.open.forget_permits(1) == 0 {
                std::thread::yield_now();
            }
        }
    }

    pub fn resume(&self) {
        if self.paused.swap(false, Ordering::Relaxed) {
            self.open.add_permits(1);
        }
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
        let _permit = self.0.acquire().await;
    }
}
