// entry: keeps_what_was_returned
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
    let mut outputs = Vec::new();
    let mut panicked = 0;
    let mut open = true;
    while open || !handlers.is_empty() {
        tokio::select! {
            request = queue.recv(), if open => match request {
                Some(request) => {
                    handlers.spawn(handle(request));
                }
                None => open = false,
            },
            Some(ended) = handlers.join_next() => match ended {
                Ok(output) => outputs.push(output),
                Err(_) => panicked += 1,
            },
        }
    }
    Summary { served: outputs.len(), panicked }
}
