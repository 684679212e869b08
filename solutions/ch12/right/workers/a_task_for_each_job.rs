//! Style: a task runs each job, and is aborted if the call is dropped; the worker is split.

use std::sync::{Arc, Mutex, MutexGuard};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, split};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::{JoinHandle, spawn};

use crate::processes::{JobError, Start};

/// Workers that are kept from job to job.
pub struct Pool<S: Start> {
    shared: Arc<Shared<S>>,
    permits: Arc<Semaphore>,
}

struct Shared<S: Start> {
    start: S,
    idle: Mutex<Vec<S::Worker>>,
}

struct AbortOnDrop<T>(JoinHandle<T>);

impl<T> Drop for AbortOnDrop<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl<S: Start> Pool<S> {
    /// A pool without a worker.
    pub fn new(start: S, most: usize) -> Self {
        let idle = Mutex::new(Vec::new());
        Self {
            shared: Arc::new(Shared { start, idle }),
            permits: Arc::new(Semaphore::new(most)),
        }
    }

    /// The line that a worker answers to `job`.
    pub async fn run(&self, job: &str) -> Result<String, JobError> {
        let permit = Arc::clone(&self.permits).acquire_owned().await;
        let permit = permit.expect("it is never closed");
        let shared = Arc::clone(&self.shared);
        let mut task = AbortOnDrop(spawn(shared.work(permit, format!("{job}\n"))));
        match (&mut task.0).await {
            Ok(result) => result,
            Err(error) => std::panic::resume_unwind(error.into_panic()),
        }
    }
}

impl<S: Start> Shared<S> {
    async fn work(
        self: Arc<Self>,
        permit: OwnedSemaphorePermit,
        line: String,
    ) -> Result<String, JobError> {
        let kept = self.idle().pop();
        let first = match kept {
            Some(worker) => worker,
            None => self.start().await?,
        };
        let answered = match Self::ask(first, &line).await {
            Some(answered) => Some(answered),
            None => Self::ask(self.start().await?, &line).await,
        };
        let (worker, answer) = answered.ok_or(JobError::Crashed)?;
        self.idle().push(worker);
        drop(permit);
        Ok(answer)
    }

    fn idle(&self) -> MutexGuard<'_, Vec<S::Worker>> {
        self.idle.lock().unwrap()
    }

    async fn start(&self) -> Result<S::Worker, JobError> {
        self.start.start().await.map_err(JobError::Start)
    }

    async fn ask(worker: S::Worker, line: &str) -> Option<(S::Worker, String)> {
        let (read, mut write) = split(worker);
        let mut read = BufReader::new(read);
        let write_line = async {
            write.write_all(line.as_bytes()).await?;
            write.flush().await
        };
        let read_line = async {
            let mut answer = String::new();
            read.read_line(&mut answer).await.map(|_| answer)
        };
        // Both at once: a worker may begin to answer before it has read the whole line.
        let ((), mut answer) = tokio::try_join!(write_line, read_line).ok()?;
        (answer.pop() == Some('\n')).then(|| (read.into_inner().unsplit(write), answer))
    }
}
