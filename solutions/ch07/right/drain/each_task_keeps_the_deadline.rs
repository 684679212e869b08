//! Style: each task waits for the stop and the deadline beside its handler, and drops the handler itself.

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
    let mut tasks: JoinSet<bool> = JoinSet::new();
    let mut report = Report::default();
    let mut open = true;
    loop {
        tokio::select! {
            biased;
            () = stop.cancelled(), if open => open = false,
            ended = tasks.join_next(), if !tasks.is_empty() => match ended {
                Some(Ok(true)) => report.finished += 1,
                Some(Ok(false)) => report.aborted += 1,
                _ => report.panicked += 1,
            },
            connection = connections.recv(), if open => match connection {
                Some(connection) => {
                    let (handler, stop) = (handle(connection, stop.child_token()), stop.clone());
                    tasks.spawn(async move {
                        tokio::select! {
                            biased;
                            () = handler => true,
                            () = async { stop.cancelled().await; sleep(grace).await } => false,
                        }
                    });
                }
                None => open = false,
            },
            else => return report,
        }
    }
}
