//! Style: two phases written with `poll_fn` and `JoinSet::poll_join_next`.

use std::future::poll_fn;
use std::pin::pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::sleep;
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

/// Ready when no task is left.
fn poll_joined(tasks: &mut JoinSet<()>, report: &mut Report, cx: &mut Context<'_>) -> Poll<()> {
    loop {
        match tasks.poll_join_next(cx) {
            Poll::Ready(Some(Ok(()))) => report.finished += 1,
            Poll::Ready(Some(Err(error))) if error.is_panic() => report.panicked += 1,
            Poll::Ready(Some(Err(_))) => report.aborted += 1,
            Poll::Ready(None) => return Poll::Ready(()),
            Poll::Pending => return Poll::Pending,
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
    let mut tasks = JoinSet::new();
    let mut report = Report::default();
    let mut closed = false;
    let mut stopped = pin!(stop.cancelled());
    poll_fn(|cx| {
        loop {
            if stopped.as_mut().poll(cx).is_ready() {
                return Poll::Ready(());
            }
            let idle = poll_joined(&mut tasks, &mut report, cx).is_ready();
            if closed {
                return if idle { Poll::Ready(()) } else { Poll::Pending };
            }
            match connections.poll_recv(cx) {
                Poll::Ready(Some(connection)) => {
                    tasks.spawn(handle(connection, stop.child_token()));
                }
                Poll::Ready(None) => closed = true,
                Poll::Pending => return Poll::Pending,
            }
        }
    })
    .await;
    let mut deadline = pin!(sleep(grace));
    let mut over = false;
    poll_fn(|cx| {
        if !over && deadline.as_mut().poll(cx).is_ready() {
            over = true;
            tasks.abort_all();
        }
        poll_joined(&mut tasks, &mut report, cx)
    })
    .await;
    report
}
