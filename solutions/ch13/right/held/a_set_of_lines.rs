//! Style: each line that is due is a future in a set, and the job is polled beside the set.

use std::pin::pin;
use std::time::Duration;

use futures::StreamExt;
use futures::stream::FuturesUnordered;
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
    let mut lines = FuturesUnordered::new();
    loop {
        // No arm awaits anything: all that waits is polled here.
        tokio::select! {
            biased;
            result = &mut job => return result,
            _ = ticks.tick() => lines.push(journal.write("still running")),
            Some(()) = lines.next() => {}
        }
    }
}
