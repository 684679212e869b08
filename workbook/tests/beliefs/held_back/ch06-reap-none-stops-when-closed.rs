// entry: none
use tokio::sync::mpsc;
use tokio::task::JoinSet;

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
    let mut handlers = JoinSet::new();
    let mut summary = Summary::default();
    let mut open = true;
    while open {
        tokio::select! {
            request = queue.recv(), if open => match request {
                Some(request) => {
                    handlers.spawn(handle(request));
                }
                None => open = false,
            },
            Some(ended) = handlers.join_next() => match ended {
                Ok(_) => summary.served += 1,
                Err(_) => summary.panicked += 1,
            },
        }
    }
    summary
}
