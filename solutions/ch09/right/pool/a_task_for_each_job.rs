//! Style: no channel and no workers; a job is a task from the start, and waits in it for one of `workers` permits.

use std::sync::{Arc, Mutex};

use futures::future::BoxFuture;
use tokio::sync::Semaphore;
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
    places: Arc<Semaphore>,
    workers: Arc<Semaphore>,
    work: Arc<dyn Fn(J) -> BoxFuture<'static, ()> + Send + Sync>,
    tasks: Mutex<(JoinSet<()>, Ended)>,
}

impl<J: Send + 'static> Pool<J> {
    /// Starts `workers` workers, which call `work` for each job. At most `capacity` jobs are queued.
    pub fn new<F, Fut>(workers: usize, capacity: usize, work: F) -> Self
    where
        F: Fn(J) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = ()> + Send + 'static,
    {
        Self {
            places: Arc::new(Semaphore::new(capacity)),
            workers: Arc::new(Semaphore::new(workers)),
            work: Arc::new(move |job| Box::pin(work(job))),
            tasks: Mutex::new((JoinSet::new(), Ended::default())),
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
        let (tasks, ended) = &mut *self.tasks.lock().unwrap();
        // Under the lock: `close` and this cannot overlap.
        if self.places.is_closed() {
            return Err(Closed(job));
        }
        while let Some(result) = tasks.try_join_next() {
            ended.count(result.is_ok());
        }
        let (workers, work) = (Arc::clone(&self.workers), Arc::clone(&self.work));
        tasks.spawn(async move {
            let _worker = workers.acquire().await.expect("is never closed");
            drop(place);
            work(job).await;
        });
        Ok(())
    }

    /// From now on no job is accepted; those that are queued are still done.
    pub fn close(&self) {
        let _tasks = self.tasks.lock().unwrap();
        self.places.close();
    }

    /// Closes the pool and waits until all its jobs have ended.
    pub async fn shutdown(self) -> Ended {
        self.close();
        let (mut tasks, mut ended) = self.tasks.into_inner().unwrap();
        while let Some(result) = tasks.join_next().await {
            ended.count(result.is_ok());
        }
        ended
    }
}

impl Ended {
    fn count(&mut self, finished: bool) {
        match finished {
            true => self.finished += 1,
            false => self.panicked += 1,
        }
    }
}
