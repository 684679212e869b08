//! # A pool of worker processes
//!
//! ```
//! let pool = Pool::new(Resizer, 4);
//! let answer = pool.run("resize cat.png 200").await?;
//! // One line to a worker and one line back. The worker is kept for the next job.
//! ```
//!
//! A library that crashes takes its process with it, so a service runs it in worker processes. A process takes long
//! to start, so the service keeps its workers. But a worker that still computes for a caller that has left answers
//! the next caller's question with the wrong line. And a job that crashes each worker must not be tried forever.
//!
//! Write `Pool`; `Start` and `JobError` are given in `processes.rs`. A worker reads a whole line and then writes
//! exactly one. Requirements:
//!
//! 1. `run` writes the job and a `\n` to a worker, flushes, reads one line, and returns it without its `\n`. A worker
//!    has one job at a time and is then kept for the next job. `start` is called only if a job has no idle worker.
//! 2. At most `most` workers exist at once, those that are being started included. Jobs run on all of them at the
//!    same time, and no job waits for the start of another job's worker.
//! 3. If all workers have a job, further calls of `run` wait, and get workers in the order in which they began to
//!    wait.
//! 4. A worker has crashed if its output ends before a `\n`, or a write or read fails. It is dropped, and the job is
//!    tried once more, on a worker that is started for it. If that one crashes too, the result is `Crashed`.
//! 5. An error of `start` is returned as `Start` without another try. The next job calls `start` again.
//! 6. If `run` is dropped, the worker is dropped if any byte of the job was written to it. A call that waits for a
//!    worker leaves the queue, and the next one moves up. Dropping the pool drops its idle workers.
//!
//! Left open: which idle worker gets a job, whether a worker is idle or dropped if `run` is dropped before it has
//! written, and jobs or answers with other line breaks or bytes that are not UTF-8. You may change the private fields
//! and add types and bounds.

use crate::processes::{JobError, Start};

/// Workers that are kept from job to job.
pub struct Pool<S> {
    start: S,
    most: usize,
}

impl<S: Start> Pool<S> {
    /// A pool without a worker. It starts one when a job needs it, and has at most `most`, which is at least 1.
    pub fn new(start: S, most: usize) -> Self {
        Self { start, most }
    }

    /// The line that a worker answers to `job`, a line too: both without the line break.
    ///
    /// # Errors
    /// `Crashed` if two workers crashed on the job, `Start` if no worker could be started.
    pub async fn run(&self, job: &str) -> Result<String, JobError> {
        // So that the stub compiles without a warning: delete this line.
        let _ = &self.start;
        todo!(
            "send {job:?} to one of at most {} workers, and return its line",
            self.most
        )
    }
}
