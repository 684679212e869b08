//! # Stop, drain, then close
//!
//! ```
//! let stop = CancellationToken::new(); // cancelled by Ctrl-C
//! let report = serve(&mut connections, stop, Duration::from_secs(10), |device, stop| talk(device, stop)).await;
//! // At most 10 s after the stop: Report { finished: 97, panicked: 1, aborted: 2 }
//! ```
//!
//! A gateway is stopped while devices are connected. If its process ends at once, frames are cut in the middle. If
//! it waits until all devices have hung up, one silent device keeps it running forever. So it stops accepting, asks
//! the handlers to end, gives them some time, and aborts the rest. `cancel()` on a token does the asking only: it
//! stops no task, and waits for none.
//!
//! Write `serve`. Requirements:
//!
//! 1. Each connection is handled in a task of its own, as soon as it arrives. Its handler gets a token of its own,
//!    which is cancelled when `stop` is and not before. A handler that cancels its token stops nothing else.
//! 2. Once `stop` is cancelled, no connection is taken from the channel, even if one arrives at the same time.
//! 3. After the stop, all handlers together have `grace` to end. `serve` returns as soon as they have ended. When
//!    `grace` is over, it aborts those that still run, and returns when they have been dropped.
//! 4. If the channel is closed, `serve` takes what is queued and waits for all handlers, however long that takes,
//!    until `stop` is cancelled.
//! 5. The report counts each handler once, whenever it ended. A panic of a handler disturbs no other, and its
//!    payload is not kept while `serve` goes on.
//! 6. While nothing happens, `serve` waits and is not polled again and again. If its future is dropped, all
//!    handlers are dropped as well.
//!
//! The future of `serve` must be `Send`. Left open: how a handler is counted that ends at the moment at which
//! `grace` is over; a `grace` of 0 and of `Duration::MAX`; a panic in the call of `handle` itself, or in a drop.
//! Handlers do not block their thread.

use std::time::Duration;

use tokio::sync::mpsc;
use tokio::task::{JoinError, JoinSet};
use tokio::time::timeout;
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

/// Handles every connection with `handle`, each in a task of its own, until `stop` is cancelled, or until the
/// channel is closed and all handlers have ended. After the stop, handlers have `grace` to end.
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
    // Dropped with this future, the set drops the handlers.
    let mut tasks = JoinSet::new();
    let mut report = Report::default();
    let mut open = true;
    while open || !tasks.is_empty() {
        tokio::select! {
            // In this order, the stop wins over a connection that has arrived too.
            biased;
            () = stop.cancelled() => break,
            Some(ended) = tasks.join_next() => report.count(ended),
            connection = connections.recv(), if open => match connection {
                Some(connection) => _ = tasks.spawn(handle(connection, stop.child_token())),
                None => open = false,
            },
        }
    }
    let drained = timeout(grace, report.drain(&mut tasks)).await;
    if drained.is_err() {
        tasks.abort_all();
        // To abort is to ask. A task that has been joined has been dropped.
        report.drain(&mut tasks).await;
    }
    report
}

impl Report {
    async fn drain(&mut self, tasks: &mut JoinSet<()>) {
        while let Some(ended) = tasks.join_next().await {
            self.count(ended);
        }
    }

    fn count(&mut self, ended: Result<(), JoinError>) {
        match ended {
            Ok(()) => self.finished += 1,
            Err(error) if error.is_panic() => self.panicked += 1,
            Err(_) => self.aborted += 1,
        }
    }
}
