//! A job that catches its panic, and a oneshot channel for what comes of it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use rayon::ThreadPool;
use tokio::sync::oneshot;

use crate::panicked::Panicked;

/// What `work` returns, which runs on a thread of `pool`.
///
/// # Errors
/// `Panicked` if it panicked.
pub async fn compute<R, W>(pool: Arc<ThreadPool>, work: W) -> Result<R, Panicked>
where
    W: FnOnce() -> R + Send + 'static,
    R: Send + 'static,
{
    let (sender, receiver) = oneshot::channel();
    pool.spawn(move || {
        // The pool cannot take a job back, so the job looks whether it is still wanted.
        if sender.is_closed() {
            return;
        }
        let result = catch_unwind(AssertUnwindSafe(work));
        // Dropped meanwhile: then the result is dropped too.
        let _ = sender.send(result);
    });
    let result = receiver.await.expect("the job sends");
    result.map_err(Panicked::from)
}
