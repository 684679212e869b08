//! Style: the places are messages in a channel, and its receiver is behind an async lock, which is fair.

use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufStream};
use tokio::sync::{Mutex as AsyncMutex, mpsc};

use crate::processes::{JobError, Start};

/// Workers that are kept from job to job.
pub struct Pool<S: Start> {
    start: S,
    give: mpsc::UnboundedSender<()>,
    take: AsyncMutex<mpsc::UnboundedReceiver<()>>,
    idle: Mutex<Vec<BufStream<S::Worker>>>,
}

/// Gives the place back.
struct Place<'a>(&'a mpsc::UnboundedSender<()>);

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let _ = self.0.send(());
    }
}

impl<S: Start> Pool<S> {
    /// A pool without a worker.
    pub fn new(start: S, most: usize) -> Self {
        let (give, take) = mpsc::unbounded_channel();
        for _ in 0..most {
            let _ = give.send(());
        }
        Self {
            start,
            give,
            take: AsyncMutex::new(take),
            idle: Mutex::default(),
        }
    }

    /// The line that a worker answers to `job`.
    pub async fn run(&self, job: &str) -> Result<String, JobError> {
        self.take
            .lock()
            .await
            .recv()
            .await
            .expect("this pool has a sender");
        let _place = Place(&self.give);
        let kept = self.idle().pop();
        let tries = if kept.is_some() { 1 } else { 2 };
        if let Some(answer) = self.ask(kept, job).await {
            return Ok(answer);
        }
        for _ in 0..tries {
            let worker = self.start.start().await.map_err(JobError::Start)?;
            if let Some(answer) = self.ask(Some(BufStream::new(worker)), job).await {
                return Ok(answer);
            }
        }
        Err(JobError::Crashed)
    }

    async fn ask(&self, worker: Option<BufStream<S::Worker>>, job: &str) -> Option<String> {
        let mut worker = worker?;
        for part in [job, "\n"] {
            worker.write_all(part.as_bytes()).await.ok()?;
        }
        worker.flush().await.ok()?;
        let mut line = Vec::new();
        worker.read_until(b'\n', &mut line).await.ok()?;
        line.pop_if(|last| *last == b'\n')?;
        self.idle().push(worker);
        String::from_utf8(line).ok()
    }

    fn idle(&self) -> MutexGuard<'_, Vec<BufStream<S::Worker>>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
