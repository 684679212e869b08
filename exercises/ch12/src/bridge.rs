//! # rayon beside tokio
//!
//! ```
//! let pool = Arc::new(ThreadPoolBuilder::new().num_threads(4).build()?);
//! let blocks = file.blocks();
//! let sum = compute(pool, move || blocks.par_iter().map(checksum).sum::<u64>()).await?;
//! ```
//!
//! rayon's pool has a thread for each core and spreads a computation over all of them. Its calls wait for their
//! result, as `install`, `scope` and `par_iter` do, and so block the thread of the task that makes them. Its `spawn`
//! returns at once, but it gives no result, a panic in it ends the whole process, and what is queued cannot be
//! taken back.
//!
//! Write `compute`. Requirements:
//!
//! 1. `compute` gives what `work` returns. `work` runs once, on a thread of `pool`. Several calls run at the same time
//!    if the pool has threads for them.
//! 2. Before the first poll, nothing is handed to the pool. The first poll hands it one job, a later one none.
//! 3. No poll waits for the work, or for a free thread of the pool.
//! 4. As long as the work has not ended, no waker is called. When it has ended, its job calls the waker of the latest
//!    poll. This works on every executor, and without a runtime of tokio.
//! 5. If `work` panics, the result is `Panicked`, and the pool takes further work.
//! 6. If the future is dropped before the work begins, the work does not run. If it is dropped while the work runs,
//!    the drop does not wait, and the work runs to its end: its result is dropped, and a panic ends nothing else.
//!
//! Left open: when work that does not run is dropped, and calls on a thread of the pool itself.
//! `Panicked` is in `panicked.rs`. `Panicked::from` makes it of what `catch_unwind` returns.

use std::sync::Arc;

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
    let _ = work;
    todo!(
        "run `work` on one of the {} threads of `pool`",
        pool.current_num_threads()
    )
}
