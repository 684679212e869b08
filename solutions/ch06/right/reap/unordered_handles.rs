//! Style: `FuturesUnordered` over join handles that abort their task when dropped.

use futures::StreamExt;
use futures::stream::FuturesUnordered;
use tokio::sync::mpsc;
use tokio::task::{AbortHandle, JoinHandle};

/// How the requests ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Handlers that returned.
    pub served: usize,
    /// Handlers that panicked.
    pub panicked: usize,
}

struct AbortOnDrop(AbortHandle);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

async fn panicked<T>(task: JoinHandle<T>) -> bool {
    let _guard = AbortOnDrop(task.abort_handle());
    task.await.is_err()
}

pub async fn serve<R, H, F>(mut queue: mpsc::Receiver<R>, handle: H) -> Summary
where
    R: Send + 'static,
    H: Fn(R) -> F,
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    let mut running = FuturesUnordered::new();
    let mut summary = Summary::default();
    let mut open = true;
    while open || !running.is_empty() {
        tokio::select! {
            request = queue.recv(), if open => match request {
                Some(request) => running.push(panicked(tokio::spawn(handle(request)))),
                None => open = false,
            },
            Some(panicked) = running.next(), if !running.is_empty() => {
                if panicked {
                    summary.panicked += 1;
                } else {
                    summary.served += 1;
                }
            }
        }
    }
    summary
}
