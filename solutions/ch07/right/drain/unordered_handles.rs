//! Style: `FuturesUnordered` over join handles that abort their task when dropped.

use std::time::Duration;

use futures::StreamExt;
use futures::stream::FuturesUnordered;
use tokio::sync::mpsc;
use tokio::task::{AbortHandle, JoinError, JoinHandle};
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

struct AbortOnDrop(AbortHandle);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

async fn joined(task: JoinHandle<()>) -> Result<(), JoinError> {
    let _guard = AbortOnDrop(task.abort_handle());
    task.await
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
    let mut running = FuturesUnordered::new();
    let mut handles: Vec<AbortHandle> = Vec::new();
    let mut report = Report::default();
    let mut count = |ended: Result<(), JoinError>| match ended {
        Ok(()) => report.finished += 1,
        Err(error) if error.is_panic() => report.panicked += 1,
        Err(_) => report.aborted += 1,
    };
    let mut open = true;
    while open || !running.is_empty() {
        tokio::select! {
            biased;
            () = stop.cancelled() => break,
            connection = connections.recv(), if open => match connection {
                Some(connection) => {
                    let task = tokio::spawn(handle(connection, stop.child_token()));
                    handles.retain(|handle| !handle.is_finished());
                    handles.push(task.abort_handle());
                    running.push(joined(task));
                }
                None => open = false,
            },
            Some(ended) = running.next(), if !running.is_empty() => count(ended),
        }
    }
    let mut grace = std::pin::pin!(tokio::time::sleep(grace));
    let mut in_time = true;
    while !running.is_empty() {
        tokio::select! {
            biased;
            Some(ended) = running.next() => count(ended),
            () = &mut grace, if in_time => {
                in_time = false;
                handles.iter().for_each(AbortHandle::abort);
            }
        }
    }
    report
}
