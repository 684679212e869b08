//! Style: one loop with a deadline, which is unknown until the stop.

use std::future::pending;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};
use tokio_util::sync::CancellationToken;

/// How the handlers ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Handlers that returned.
    pub finished: usize,
    /// Handlers that panicked.
    pub panicked: usize,
    /// Handlers that still ran when the grace was over.
    pub aborted: usize,
}

pub async fn serve<C, F, Fut>(
    connections: &mut mpsc::Receiver<C>,
    stop: CancellationToken,
    grace: Duration,
    handle: F,
) -> Report
where
    C: Send + 'static,
    F: Fn(C, CancellationToken) -> Fut,
    Fut: Future<Output = ()> + Send + 'static,
{
    let mut tasks = JoinSet::new();
    let mut report = Report::default();
    let mut deadline = None;
    let mut accepting = true;
    while accepting || !tasks.is_empty() {
        tokio::select! {
            biased;
            () = stop.cancelled(), if deadline.is_none() => {
                accepting = false;
                deadline = Some(Instant::now() + grace);
            }
            Some(ended) = tasks.join_next() => match ended {
                Ok(()) => report.finished += 1,
                Err(error) if error.is_panic() => report.panicked += 1,
                Err(_) => report.aborted += 1,
            },
            () = until(deadline) => {
                tasks.abort_all();
                deadline = Some(far_away());
            }
            connection = connections.recv(), if accepting => match connection {
                Some(connection) => {
                    let handler = handle(connection, stop.child_token());
                    tasks.spawn(handler);
                }
                None => accepting = false,
            }
        }
    }
    report
}

async fn until(deadline: Option<Instant>) {
    match deadline {
        Some(deadline) => sleep_until(deadline).await,
        None => pending().await,
    }
}

fn far_away() -> Instant {
    Instant::now() + Duration::from_secs(365 * 24 * 3_600)
}
