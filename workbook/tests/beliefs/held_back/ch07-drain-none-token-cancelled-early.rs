// entry: none
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::task::{JoinError, JoinSet};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Handlers that returned.
    pub finished: usize,
    /// Handlers that panicked.
    pub panicked: usize,
    /// Handlers that still ran when the grace was over.
    pub aborted: usize,
}

impl Report {
    fn count(&mut self, ended: Result<(), JoinError>) {
        match ended {
            Ok(()) => self.finished += 1,
            Err(error) if error.is_panic() => self.panicked += 1,
            Err(_) => self.aborted += 1,
        }
    }
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
    let mut report = Report::default();
    let mut handlers = JoinSet::new();
    let mut open = true;
    let stopped = loop {
        if !open && handlers.is_empty() {
            break false;
        }
        tokio::select! {
            biased;
            () = stop.cancelled() => break true,
            Some(ended) = handlers.join_next() => report.count(ended),
            connection = connections.recv(), if open => match connection {
                Some(connection) => {
                    handlers.spawn(handle(connection, {
                        let own = stop.child_token();
                        own.cancel();
                        own
                    }));
                }
                None => open = false,
            },
        }
    };
    if stopped {
        let drained = timeout(grace, async {
            while let Some(ended) = handlers.join_next().await {
                report.count(ended);
            }
        });
        if drained.await.is_err() {
            handlers.abort_all();
            while let Some(ended) = handlers.join_next().await {
                report.count(ended);
            }
        }
    }
    report
}
