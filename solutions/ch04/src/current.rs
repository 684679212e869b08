//! # Which executor am I on
//!
//! ```
//! enter(executor, || {
//!     spawn(send_report()) // Ok(()): `executor` was handed the task.
//! });
//! spawn(send_report()); // Err(NotRunning)
//! ```
//!
//! `tokio::spawn` has no executor among its arguments. It finds the one that polls the calling task, as asyncio
//! does with `get_running_loop()`. Both keep it in a variable of the thread. That variable must be right at any
//! moment: with one executor within another, after a panic, and between two polls of a task.
//!
//! Write `enter`, `within`, `current` and `spawn`. Requirements:
//!
//! `enter` and `current`
//!
//! 1. While `enter(executor, f)` runs `f`, `current` returns that executor. `enter` returns what `f` returns.
//! 2. When `enter` ends, the executor that was current before is current again, even if `f` panics. The panic
//!    reaches the caller. Calls of `enter` may be nested to any depth.
//! 3. Each thread has a current executor of its own. Without one, `current` returns `NotRunning`.
//!
//! `within`
//!
//! 4. The future of `within(executor, future)` does what `future` does, with the same polls, the same waker and the
//!    same output.
//! 5. In each of its polls, on any thread, `executor` is current. Between the polls it is not.
//! 6. While `future` is dropped, `executor` is current, too: whether `future` was polled or not, and even if a
//!    panic drops it.
//!
//! `spawn`
//!
//! 7. `spawn` hands the future to the current executor, once, and does not poll it.
//! 8. Without a current executor, `spawn` drops the future and returns `NotRunning`.
//!
//! What is kept, and calls from within
//!
//! 9. Your code may hold an executor during its `enter` and in the futures of its `within`, and nowhere else: the
//!    task that `spawn` hands over does not hold it.
//! 10. An executor may call these functions when it is handed a task, and when it is dropped. So may a future when
//!     it is dropped. While an executor is dropped, the one before it is current again.
//!
//! Left open: whether the future of `within` drops `future` and the executor when it is ready or when it is dropped
//! itself, and whether `spawn` wraps the future in another one.

use std::cell::RefCell;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

/// A future without an output, for an executor.
pub type Task = Pin<Box<dyn Future<Output = ()> + Send>>;

/// What an executor offers to its tasks. Given to you.
pub trait Spawn: Send + Sync {
    /// Makes `task` a task of the executor.
    fn spawn(&self, task: Task);
}

/// No executor is current: this thread is not polling a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotRunning;

thread_local! {
    static CURRENT: RefCell<Option<Arc<dyn Spawn>>> = const { RefCell::new(None) };
}

/// Restores the executor that was current before, when it is dropped: even during a panic.
struct Restore {
    before: Option<Arc<dyn Spawn>>,
}

impl Drop for Restore {
    fn drop(&mut self) {
        CURRENT.replace(self.before.take());
    }
}

/// Runs `f` with `executor` as the current one.
pub fn enter<R>(executor: Arc<dyn Spawn>, f: impl FnOnce() -> R) -> R {
    let before = CURRENT.replace(Some(executor));
    let _restore = Restore { before };
    f()
}

/// A future that does what `future` does, with `executor` as the current one in each poll.
pub fn within<F: Future>(executor: Arc<dyn Spawn>, future: F) -> impl Future<Output = F::Output> {
    Within {
        executor,
        future: Some(Box::pin(future)),
    }
}

struct Within<F> {
    executor: Arc<dyn Spawn>,
    /// Taken out only to be dropped.
    future: Option<Pin<Box<F>>>,
}

impl<F: Future> Future for Within<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let executor = Arc::clone(&self.executor);
        let future = self.future.as_mut().expect("not dropped yet");
        enter(executor, || future.as_mut().poll(cx))
    }
}

impl<F> Drop for Within<F> {
    fn drop(&mut self) {
        // What the future holds may spawn a clean-up of its own.
        enter(Arc::clone(&self.executor), || drop(self.future.take()));
    }
}

/// The executor that this thread is polling for.
pub fn current() -> Result<Arc<dyn Spawn>, NotRunning> {
    CURRENT.with_borrow(Clone::clone).ok_or(NotRunning)
}

/// Hands `future` to the current executor.
pub fn spawn(future: impl Future<Output = ()> + Send + 'static) -> Result<(), NotRunning> {
    // No borrow is held any more: the executor may call `current`, or enter another one.
    current()?.spawn(Box::pin(future));
    Ok(())
}
