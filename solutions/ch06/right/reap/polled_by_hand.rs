//! Style: one `poll_fn` over the queue and the set, until neither has anything more.

use std::future::poll_fn;
use std::task::Poll;

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
    let mut set = JoinSet::new();
    let mut summary = Summary::default();
    let mut closed = false;
    poll_fn(move |cx| {
        while !closed {
            match queue.poll_recv(cx) {
                Poll::Ready(Some(request)) => {
                    set.spawn(handle(request));
                }
                Poll::Ready(None) => closed = true,
                Poll::Pending => break,
            }
        }
        loop {
            match set.poll_join_next(cx) {
                Poll::Ready(Some(Ok(_))) => summary.served += 1,
                Poll::Ready(Some(Err(_))) => summary.panicked += 1,
                Poll::Ready(None) if closed => return Poll::Ready(summary),
                Poll::Ready(None) | Poll::Pending => return Poll::Pending,
            }
        }
    })
    .await
}
