//! Style: `remote_handle` of the crate `futures`, whose first half the job runs to its end.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures::executor::block_on;
use futures::future::FutureExt;
use rayon::ThreadPool;

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
    let (job, handle) = async move { work() }.remote_handle();
    // It never waits: there is no await in it.
    pool.spawn(move || block_on(job));
    // The handle panics if the work has panicked.
    let result = AssertUnwindSafe(handle).catch_unwind().await;
    result.map_err(Panicked::from)
}
