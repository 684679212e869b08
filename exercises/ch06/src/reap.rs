//! # A server that forgets
//!
//! ```
//! let (requests, queue) = mpsc::channel(16);
//! let server = tokio::spawn(serve(queue, |path: String| async move { respond(path).await }));
//! // … once `requests` is dropped: server.await is Ok(Summary { served: 3, panicked: 1 })
//! ```
//!
//! A server starts a task for each request. If it drops the handles, it loses the panics and cannot wait for
//! the end. If it keeps them, they pile up. A `JoinSet` owns tasks, but it keeps the output of each until it is
//! joined: a server that joins only at its end grows with each request that it has ever served.
//!
//! Write `serve`. Requirements:
//!
//! 1. Each request is handled in a task of its own, as soon as it arrives, while earlier ones are in progress.
//! 2. The output of a handler is dropped when the handler has ended: even if no other request comes, and
//!    while other handlers are still running.
//! 3. A panic of a handler is counted, and harms no other handler.
//! 4. When all senders are gone, `serve` handles the requests that are still queued, waits for the handlers
//!    that are still running, and returns the counts.
//! 5. While nothing happens, `serve` waits and is not polled again and again, also when the queue is closed and
//!    handlers are still running.
//! 6. If the future of `serve` is dropped, all handlers that have not ended are dropped as well.
//!
//! Left open: in which order requests begin that were queued together, and what a panic in the call of `handle`
//! itself does, before there is a future.

use tokio::sync::mpsc;

/// How the requests ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Handlers that returned.
    pub served: usize,
    /// Handlers that panicked.
    pub panicked: usize,
}

/// Handles every request from `queue` with `handle`, each in a task of its own, until the queue is closed and
/// all handlers have ended.
pub async fn serve<R, H, F>(mut queue: mpsc::Receiver<R>, handle: H) -> Summary
where
    R: Send + 'static,
    H: Fn(R) -> F,
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    // So that the stub compiles without a warning: delete this line.
    let _ = (&mut queue, &handle);
    todo!("spawn a task for each request, and join those that have ended")
}
