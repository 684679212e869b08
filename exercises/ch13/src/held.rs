//! # A lock that is never taken
//!
//! ```
//! let journal = Journal::new(Duration::from_millis(20));
//! let rows = run(&journal, Duration::from_secs(10), import(&journal)).await;
//! // The import writes to the journal too. In between, "still running" is written every 10 seconds.
//! ```
//!
//! A bug report: "Since the journal says that a job is still running, a job stops from time to time, and with it
//! the whole journal. No thread is busy, and none is blocked." To reproduce it, let a task write to the journal,
//! let the job write while the line of the task is being written, and let "still running" be due before the task
//! is done.
//!
//! Find the cause, and fix it with a small change in `run`. `Journal` stays as it is. Requirements:
//!
//! 1. `run` returns the result of the job as soon as the job ends, also if the job, `run` and other tasks write to
//!    the same journal.
//! 2. While the job runs, "still running" is written once per `every`. If the journal is busy at that time, the line
//!    waits for its turn.
//! 3. The job goes on while "still running" waits for its turn or is being written.
//! 4. If `run` is dropped, the job is dropped, and no more lines are written.
//!
//! Left open: how many lines are written if a line takes longer than `every`.

use std::pin::pin;
use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::{Instant, interval_at, sleep};

/// Lines on a slow disk, one after another.
pub struct Journal {
    lines: Mutex<Vec<String>>,
    cost: Duration,
}

impl Journal {
    /// An empty journal, in which writing a line takes the time `cost`.
    pub fn new(cost: Duration) -> Self {
        Self {
            lines: Mutex::default(),
            cost,
        }
    }

    /// Writes `line` once the lines before it have been written.
    pub async fn write(&self, line: &str) {
        let mut lines = self.lines.lock().await;
        sleep(self.cost).await;
        lines.push(line.to_owned());
    }

    /// The lines that have been written.
    pub async fn lines(&self) -> Vec<String> {
        self.lines.lock().await.clone()
    }
}

/// Runs `job` and returns its result. While it runs, writes "still running" to `journal` once per `every`, which is
/// not zero.
pub async fn run<T>(journal: &Journal, every: Duration, job: impl Future<Output = T>) -> T {
    let mut job = pin!(job);
    let mut ticks = interval_at(Instant::now() + every, every);
    loop {
        tokio::select! {
            result = &mut job => return result,
            _ = ticks.tick() => journal.write("still running").await,
        }
    }
}
