//! Style: an `AtomicWaker`, a cell for the result, and a weak pointer that says whether the result is wanted.

use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, TryLockError};
use std::task::Poll;

use futures::task::AtomicWaker;
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
    let shared = Arc::new((Mutex::new(None), AtomicWaker::new()));
    let job = Arc::downgrade(&shared);
    pool.spawn(move || {
        if job.strong_count() == 0 {
            return;
        }
        let result = catch_unwind(AssertUnwindSafe(work));
        if let Some(shared) = job.upgrade() {
            *shared.0.lock().unwrap() = Some(result.map_err(Panicked::from));
            shared.1.wake();
        }
    });
    poll_fn(|cx| {
        // Before looking: a result that comes in between calls this waker.
        shared.1.register(cx.waker());
        let mut result = match shared.0.try_lock() {
            Ok(result) => result,
            // The job is storing the result, and calls the waker after that.
            Err(TryLockError::WouldBlock) => return Poll::Pending,
            Err(TryLockError::Poisoned(_)) => unreachable!("nothing panics with this lock"),
        };
        match result.take() {
            Some(result) => Poll::Ready(result),
            None => Poll::Pending,
        }
    })
    .await
}
