//! Style: one task receives the jobs and spawns each, as long as fewer than `workers` run.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::mpsc::{Sender, channel};
use tokio::sync::{Notify, oneshot};
use tokio::task::{JoinError, JoinSet};

/// The pool is closed: here is the job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closed<J>(pub J);

/// How the jobs ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ended {
    /// Jobs that returned.
    pub finished: usize,
    /// Jobs that panicked.
    pub panicked: usize,
}

/// Workers that take jobs from a bounded queue.
pub struct Pool<J> {
    jobs: Sender<J>,
    close: Arc<Notify>,
    /// The dispatcher closes its channel only when it is polled next.
    closed: AtomicBool,
    ended: oneshot::Receiver<Ended>,
    /// Aborts the dispatcher when it is dropped.
    _dispatcher: JoinSet<()>,
}

impl<J: Send + 'static> Pool<J> {
    /// Starts `workers` workers, which call `work` for each job. At most `capacity` jobs are queued.
    pub fn new<F, Fut>(workers: usize, capacity: usize, work: F) -> Self
    where
        F: Fn(J) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = ()> + Send + 'static,
    {
        let (sender, mut jobs) = channel(capacity);
        let close = Arc::new(Notify::new());
        let (report, ended) = oneshot::channel();
        let (work, closing) = (Arc::new(work), Arc::clone(&close));
        let mut dispatcher = JoinSet::new();
        dispatcher.spawn(async move {
            let (mut running, mut all) = (JoinSet::new(), Ended::default());
            let mut more = true;
            while more || !running.is_empty() {
                tokio::select! {
                    biased;
                    () = closing.notified() => jobs.close(),
                    Some(done) = running.join_next() => all.count(done),
                    job = jobs.recv(), if more && running.len() < workers => match job {
                        Some(job) => {
                            let work = Arc::clone(&work);
                            running.spawn(async move { work(job).await });
                        }
                        None => more = false,
                    },
                }
            }
            let _ = report.send(all);
        });
        Self {
            jobs: sender,
            close,
            closed: AtomicBool::new(false),
            ended,
            _dispatcher: dispatcher,
        }
    }

    /// Puts `job` in the queue, and waits for a place there.
    ///
    /// # Errors
    /// The job, if the pool is closed.
    pub async fn submit(&self, job: J) -> Result<(), Closed<J>> {
        if self.closed.load(Ordering::SeqCst) {
            return Err(Closed(job));
        }
        self.jobs.send(job).await.map_err(|error| Closed(error.0))
    }

    /// From now on no job is accepted; those that are queued are still done.
    pub fn close(&self) {
        self.closed.store(true, Ordering::SeqCst);
        self.close.notify_one();
    }

    /// Closes the pool and waits until all its jobs have ended.
    pub async fn shutdown(mut self) -> Ended {
        self.close();
        (&mut self.ended).await.expect("the dispatcher reports")
    }
}

impl Ended {
    fn count(&mut self, done: Result<(), JoinError>) {
        match done {
            Ok(()) => self.finished += 1,
            Err(_) => self.panicked += 1,
        }
    }
}
