//! Style: a future with three states, made by the call and begun by its first poll.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use futures::channel::oneshot::{self, Receiver};
use rayon::ThreadPool;

use crate::panicked::Panicked;

/// What `work` returns, which runs on a thread of `pool`.
///
/// # Errors
/// `Panicked` if it panicked.
pub fn compute<R, W>(pool: Arc<ThreadPool>, work: W) -> Computing<R, W>
where
    W: FnOnce() -> R + Send + 'static,
    R: Send + 'static,
{
    Computing::Idle(Some((pool, work)))
}

/// The future of [`compute`].
pub enum Computing<R, W> {
    /// Before the first poll.
    Idle(Option<(Arc<ThreadPool>, W)>),
    /// The job has been handed to the pool.
    Begun(Receiver<Result<R, Panicked>>),
}

impl<R, W> Unpin for Computing<R, W> {}

impl<R, W> Future for Computing<R, W>
where
    W: FnOnce() -> R + Send + 'static,
    R: Send + 'static,
{
    type Output = Result<R, Panicked>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        loop {
            match &mut *self {
                Computing::Idle(parts) => {
                    let (pool, work) = parts.take().expect("is taken once");
                    let (sender, receiver) = oneshot::channel();
                    pool.spawn_fifo(move || {
                        if !sender.is_canceled() {
                            let result = catch_unwind(AssertUnwindSafe(work));
                            let _ = sender.send(result.map_err(Panicked::from));
                        }
                    });
                    *self = Computing::Begun(receiver);
                }
                Computing::Begun(receiver) => {
                    let result = ready!(Pin::new(receiver).poll(cx));
                    return Poll::Ready(result.expect("the job sends"));
                }
            }
        }
    }
}
