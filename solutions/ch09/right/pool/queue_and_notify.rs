//! Style: a `VecDeque` in a std mutex, and one `Notify` each for jobs, for room and for the end.

use std::collections::VecDeque;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex};

use futures::FutureExt;
use tokio::sync::Notify;
use tokio::task::AbortHandle;

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
    shared: Arc<Shared<J>>,
    capacity: usize,
    workers: Vec<AbortHandle>,
}

struct Shared<J> {
    state: Mutex<State<J>>,
    jobs: Notify,
    room: Notify,
    end: Notify,
}

struct State<J> {
    queue: VecDeque<J>,
    closed: bool,
    /// Workers that have not ended.
    workers: usize,
    ended: Ended,
}

impl<J: Send + 'static> Pool<J> {
    /// Starts `workers` workers, which call `work` for each job. At most `capacity` jobs are queued.
    pub fn new<F, Fut>(workers: usize, capacity: usize, work: F) -> Self
    where
        F: Fn(J) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = ()> + Send + 'static,
    {
        let state = State {
            queue: VecDeque::new(),
            closed: false,
            workers,
            ended: Ended::default(),
        };
        let shared = Arc::new(Shared {
            state: Mutex::new(state),
            jobs: Notify::new(),
            room: Notify::new(),
            end: Notify::new(),
        });
        let work = Arc::new(work);
        let workers = (0..workers)
            .map(|_| {
                let (shared, work) = (Arc::clone(&shared), Arc::clone(&work));
                let worker = async move {
                    while let Some(job) = shared.next().await {
                        let done = AssertUnwindSafe(async { work(job).await }).catch_unwind();
                        let done = done.await;
                        let mut state = shared.state.lock().unwrap();
                        match done {
                            Ok(()) => state.ended.finished += 1,
                            Err(_) => state.ended.panicked += 1,
                        }
                    }
                    shared.state.lock().unwrap().workers -= 1;
                    shared.end.notify_one();
                };
                tokio::spawn(worker).abort_handle()
            })
            .collect();
        Self {
            shared,
            capacity,
            workers,
        }
    }

    /// Puts `job` in the queue, and waits for a place there.
    ///
    /// # Errors
    /// The job, if the pool is closed.
    pub async fn submit(&self, job: J) -> Result<(), Closed<J>> {
        loop {
            let room = self.shared.room.notified();
            {
                let mut state = self.shared.state.lock().unwrap();
                if state.closed {
                    return Err(Closed(job));
                }
                if state.queue.len() < self.capacity {
                    state.queue.push_back(job);
                    self.shared.jobs.notify_one();
                    return Ok(());
                }
            }
            room.await;
        }
    }

    /// From now on no job is accepted; those that are queued are still done.
    pub fn close(&self) {
        self.shared.state.lock().unwrap().closed = true;
        self.shared.room.notify_waiters();
        self.shared.jobs.notify_waiters();
    }

    /// Closes the pool and waits until all its jobs have ended.
    pub async fn shutdown(self) -> Ended {
        self.close();
        loop {
            {
                let state = self.shared.state.lock().unwrap();
                if state.workers == 0 {
                    return state.ended;
                }
            }
            self.shared.end.notified().await;
        }
    }
}

impl<J> Shared<J> {
    async fn next(&self) -> Option<J> {
        loop {
            let jobs = self.jobs.notified();
            {
                let mut state = self.state.lock().unwrap();
                if let Some(job) = state.queue.pop_front() {
                    self.room.notify_one();
                    return Some(job);
                }
                if state.closed {
                    return None;
                }
            }
            jobs.await;
        }
    }
}

impl<J> Drop for Pool<J> {
    fn drop(&mut self) {
        for worker in &self.workers {
            worker.abort();
        }
    }
}
