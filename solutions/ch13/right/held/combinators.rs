//! Style: `select` of the futures crate, and a stream of ticks that are written in turn.

use std::pin::pin;
use std::time::Duration;

use futures::StreamExt;
use futures::future::{Either, select};
use futures::stream;
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
    let ticks = interval_at(Instant::now() + every, every);
    let lines = stream::unfold(ticks, async |mut ticks| {
        ticks.tick().await;
        Some(((), ticks))
    })
    .for_each(async |()| journal.write("still running").await);
    match select(pin!(job), pin!(lines)).await {
        Either::Left((result, _)) => result,
        Either::Right(((), _)) => unreachable!("the ticks have no end"),
    }
}
