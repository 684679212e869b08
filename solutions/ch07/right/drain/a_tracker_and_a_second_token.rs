//! Style: a `TaskTracker`, and a second token that ends each task from within.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures::FutureExt;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

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

#[derive(Default)]
struct Counts {
    finished: AtomicUsize,
    panicked: AtomicUsize,
    aborted: AtomicUsize,
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
    let (tracker, kill) = (TaskTracker::new(), CancellationToken::new());
    // Tracked tasks outlive their tracker: this guard ends them if the future is dropped.
    let kill_on_drop = kill.clone().drop_guard();
    let counts = Arc::new(Counts::default());
    loop {
        let connection = tokio::select! {
            biased;
            () = stop.cancelled() => break,
            connection = connections.recv() => connection,
        };
        let Some(connection) = connection else {
            tracker.close();
            tokio::select! {
                () = stop.cancelled() => {}
                () = tracker.wait() => {}
            }
            break;
        };
        let handler = handle(connection, stop.child_token());
        let (kill, counts) = (kill.clone(), Arc::clone(&counts));
        tracker.spawn(async move {
            let handler = AssertUnwindSafe(handler).catch_unwind();
            let count = match kill.run_until_cancelled_owned(handler).await {
                Some(Ok(())) => &counts.finished,
                Some(Err(_payload)) => &counts.panicked,
                None => &counts.aborted,
            };
            count.fetch_add(1, Ordering::Relaxed);
        });
    }
    tracker.close();
    let _ = tokio::time::timeout(grace, tracker.wait()).await;
    drop(kill_on_drop);
    tracker.wait().await;
    Report {
        finished: counts.finished.load(Ordering::Relaxed),
        panicked: counts.panicked.load(Ordering::Relaxed),
        aborted: counts.aborted.load(Ordering::Relaxed),
    }
}
