//! Style: one `select!` that disables what is exhausted, and ends when both are.

use tokio::sync::mpsc;
use tokio::task::JoinSet;

/// How the requests ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Handlers that returned.
    pub served: usize,
    /// Handlers that panicked.
    pub panicked: usize,
}

pub async fn serve<R, H, F>(mut queue: mpsc::Receiver<R>, handle: H) -> Summary
where
    R: Send + 'static,
    H: Fn(R) -> F,
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    let mut running = JoinSet::new();
    let (mut served, mut panicked) = (0, 0);
    loop {
        tokio::select! {
            biased;
            Some(ended) = running.join_next() => match ended {
                Ok(output) => {
                    drop(output);
                    served += 1;
                }
                Err(_) => panicked += 1,
            },
            Some(request) = queue.recv() => {
                running.spawn(handle(request));
            }
            else => return Summary { served, panicked },
        }
    }
}
