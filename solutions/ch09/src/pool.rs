//! # A pool that drains and stops
//!
//! ```
//! let pool = Pool::new(4, 16, |upload| async move { make_thumbnail(upload).await });
//! pool.submit(upload).await?; // waits while 16 uploads are queued
//! let ended = pool.shutdown().await; // those that are queued are still done
//! ```
//!
//! A service gets more uploads than it can work on. A few workers take them from a bounded queue. The difficult part
//! is the end: the service stops, and uploads that were accepted must be done, others given back, and none may be lost
//! in between. A panic must not take a worker away either, or the pool becomes smaller with each damaged upload.
//!
//! Write `Pool`. Requirements:
//!
//! 1. Never more than `workers` jobs are in progress at the same time, each in a different task, and `workers` of them
//!    are, if there are so many. They begin in the order in which `submit` accepted them, each as soon as any worker
//!    is free.
//! 2. `submit` waits while `capacity` jobs are queued. A job that has begun is not queued any more. (One more job, on
//!    its way to a worker, is allowed.) A `submit` that is dropped while it waits submits nothing and takes no place.
//! 3. A job that panics, in the call of `work` or later, is counted as panicked. The pool has as many workers as before.
//! 4. After `close`, jobs that are queued are still done. `submit` returns its job in `Closed`, at once, and so does each
//!    `submit` that was waiting.
//! 5. `shutdown` closes the pool, waits until all jobs have ended, and returns how many finished and how many panicked.
//! 6. If the pool or the future of `shutdown` is dropped, all jobs that are queued or in progress are dropped too, at the
//!    latest when the runtime next comes to them, and no other job begins.
//!
//! Left open: a pool without workers or with a capacity of 0, the order among several `submit`s that wait, and which
//! comes first if a place becomes free and the pool is closed before a waiting `submit` is polled. Jobs do not block
//! their thread. You may change the private fields.

use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, PoisonError};

use futures::FutureExt;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::{self, OwnedSemaphorePermit, Semaphore};
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
    /// Bounds the queue: each job in it holds a permit.
    places: Arc<Semaphore>,
    /// `None` once the pool is closed.
    queue: Mutex<Option<UnboundedSender<Queued<J>>>>,
    workers: JoinSet<Ended>,
}

type Queued<J> = (J, OwnedSemaphorePermit);

impl<J: Send + 'static> Pool<J> {
    /// Starts `workers` workers, which call `work` for each job. At most `capacity` jobs are queued.
    pub fn new<F, Fut>(workers: usize, capacity: usize, work: F) -> Self
    where
        F: Fn(J) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = ()> + Send + 'static,
    {
        let (queue, jobs) = unbounded_channel();
        let jobs = Arc::new(sync::Mutex::new(jobs));
        let work = Arc::new(work);
        let workers = (0..workers).map(|_| worker(Arc::clone(&jobs), Arc::clone(&work)));
        Self {
            places: Arc::new(Semaphore::new(capacity)),
            queue: Mutex::new(Some(queue)),
            workers: workers.collect(),
        }
    }

    /// Puts `job` in the queue, and waits for a place there.
    ///
    /// # Errors
    /// The job, if the pool is closed.
    pub async fn submit(&self, job: J) -> Result<(), Closed<J>> {
        let Ok(place) = Arc::clone(&self.places).acquire_owned().await else {
            return Err(Closed(job));
        };
        match &*self.queue.lock().unwrap_or_else(PoisonError::into_inner) {
            Some(queue) => queue.send((job, place)).map_err(|error| Closed(error.0.0)),
            None => Err(Closed(job)),
        }
    }

    /// From now on no job is accepted; those that are queued are still done.
    pub fn close(&self) {
        self.places.close();
        // The workers end when the queue is empty and its only sender is gone.
        *self.queue.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Closes the pool and waits until all its jobs have ended.
    pub async fn shutdown(mut self) -> Ended {
        self.close();
        let mut all = Ended::default();
        while let Some(ended) = self.workers.join_next().await {
            let ended = ended.expect("a worker catches the panics of its jobs");
            all.finished += ended.finished;
            all.panicked += ended.panicked;
        }
        all
    }
}

async fn worker<J, F, Fut>(
    jobs: Arc<sync::Mutex<UnboundedReceiver<Queued<J>>>>,
    work: Arc<F>,
) -> Ended
where
    F: Fn(J) -> Fut,
    Fut: Future<Output = ()>,
{
    let mut ended = Ended::default();
    loop {
        // A statement of its own: the lock must be free again before the job begins.
        let next = jobs.lock().await.recv().await;
        let Some((job, place)) = next else {
            return ended;
        };
        drop(place);
        // In a block, so that a panic in the call of `work` is caught too.
        let job = AssertUnwindSafe(async { work(job).await });
        match job.catch_unwind().await {
            Ok(()) => ended.finished += 1,
            Err(_) => ended.panicked += 1,
        }
    }
}
