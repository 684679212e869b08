//! Style: a bounded channel, whose place is reserved while the pool is open; a `watch` tells that it is closed.

use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex};

use futures::FutureExt;
use tokio::sync::mpsc::{Sender, channel};
use tokio::sync::watch;
use tokio::task::JoinSet;

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
    jobs: Mutex<Option<Sender<J>>>,
    closed: watch::Sender<bool>,
    workers: JoinSet<Ended>,
}

impl<J: Send + 'static> Pool<J> {
    /// Starts `workers` workers, which call `work` for each job. At most `capacity` jobs are queued.
    pub fn new<F, Fut>(workers: usize, capacity: usize, work: F) -> Self
    where
        F: Fn(J) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = ()> + Send + 'static,
    {
        let (sender, jobs) = channel::<J>(capacity);
        let (jobs, work) = (Arc::new(tokio::sync::Mutex::new(jobs)), Arc::new(work));
        let mut tasks = JoinSet::new();
        for _ in 0..workers {
            let (jobs, work) = (Arc::clone(&jobs), Arc::clone(&work));
            tasks.spawn(async move {
                let mut ended = Ended::default();
                loop {
                    let mut receiver = jobs.lock().await;
                    let job = receiver.recv().await;
                    drop(receiver);
                    let Some(job) = job else { return ended };
                    let done = AssertUnwindSafe(async { work(job).await }).catch_unwind();
                    if done.await.is_ok() {
                        ended.finished += 1;
                    } else {
                        ended.panicked += 1;
                    }
                }
            });
        }
        Self {
            jobs: Mutex::new(Some(sender)),
            closed: watch::Sender::new(false),
            workers: tasks,
        }
    }

    /// Puts `job` in the queue, and waits for a place there.
    ///
    /// # Errors
    /// The job, if the pool is closed.
    pub async fn submit(&self, job: J) -> Result<(), Closed<J>> {
        let mut closed = self.closed.subscribe();
        let jobs = self.jobs.lock().unwrap().clone();
        let Some(jobs) = jobs else {
            return Err(Closed(job));
        };
        tokio::select! {
            biased;
            _ = closed.wait_for(|closed| *closed) => Err(Closed(job)),
            place = jobs.reserve() => match place {
                Ok(place) => {
                    place.send(job);
                    Ok(())
                }
                Err(_) => Err(Closed(job)),
            },
        }
    }

    /// From now on no job is accepted; those that are queued are still done.
    pub fn close(&self) {
        self.closed.send_replace(true);
        drop(self.jobs.lock().unwrap().take());
    }

    /// Closes the pool and waits until all its jobs have ended.
    pub async fn shutdown(mut self) -> Ended {
        self.close();
        let mut all = Ended::default();
        while let Some(Ok(ended)) = self.workers.join_next().await {
            all.finished += ended.finished;
            all.panicked += ended.panicked;
        }
        all
    }
}
