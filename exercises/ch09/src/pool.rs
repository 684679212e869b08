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

use std::marker::PhantomData;

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
    // Your choice. So that the stub compiles: delete this line.
    _jobs: PhantomData<J>,
}

impl<J: Send + 'static> Pool<J> {
    /// Starts `workers` workers, which call `work` for each job. At most `capacity` jobs are queued.
    pub fn new<F, Fut>(workers: usize, capacity: usize, work: F) -> Self
    where
        F: Fn(J) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = ()> + Send + 'static,
    {
        // So that the stub compiles without a warning: delete this line.
        drop(work);
        todo!("start {workers} workers and make a queue of {capacity} jobs")
    }

    /// Puts `job` in the queue, and waits for a place there.
    ///
    /// # Errors
    /// The job, if the pool is closed.
    pub async fn submit(&self, job: J) -> Result<(), Closed<J>> {
        // So that the stub compiles without a warning: delete this line.
        drop(job);
        todo!("wait for a place in the queue, and put the job there")
    }

    /// From now on no job is accepted; those that are queued are still done.
    pub fn close(&self) {
        todo!("accept no job any more, and give those back that wait for a place")
    }

    /// Closes the pool and waits until all its jobs have ended.
    pub async fn shutdown(self) -> Ended {
        todo!("close, wait for the workers, and count how the jobs ended")
    }
}
