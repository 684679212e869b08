//! A pool of worker processes: a semaphore gives out the places, and a list keeps the idle workers.

use std::sync::Mutex;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::sync::Semaphore;

use crate::processes::{JobError, Start};

/// Workers that are kept from job to job.
pub struct Pool<S: Start> {
    start: S,
    /// One permit for each worker that may exist; idle workers hold none.
    places: Semaphore,
    idle: Mutex<Vec<S::Worker>>,
}

impl<S: Start> Pool<S> {
    /// A pool without a worker. It starts one when a job needs it, and has at most `most`, which is at least 1.
    pub fn new(start: S, most: usize) -> Self {
        Self {
            start,
            places: Semaphore::new(most),
            idle: Mutex::new(Vec::new()),
        }
    }

    /// The line that a worker answers to `job`, a line too: both without the line break.
    ///
    /// # Errors
    /// `Crashed` if two workers crashed on the job, `Start` if no worker could be started.
    pub async fn run(&self, job: &str) -> Result<String, JobError> {
        let _place = self.places.acquire().await.expect("it is never closed");
        let mut idle = self.idle.lock().unwrap().pop();
        for _ in 0..2 {
            let worker = match idle.take() {
                Some(worker) => worker,
                None => self.start.start().await.map_err(JobError::Start)?,
            };
            if let Some(answer) = self.ask(worker, job).await {
                return Ok(answer);
            }
        }
        Err(JobError::Crashed)
    }

    /// `None` if the worker has crashed. This future owns the worker: unless it comes to its end, the worker is
    /// dropped with it.
    async fn ask(&self, mut worker: S::Worker, job: &str) -> Option<String> {
        let line = format!("{job}\n");
        worker.write_all(line.as_bytes()).await.ok()?;
        worker.flush().await.ok()?;
        let mut worker = BufReader::new(worker);
        let mut answer = String::new();
        worker.read_line(&mut answer).await.ok()?;
        // At the end of the output, `read_line` returns what there is, without a line break.
        let answer = answer.strip_suffix('\n')?.to_owned();
        self.idle.lock().unwrap().push(worker.into_inner());
        Some(answer)
    }
}
