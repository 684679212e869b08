//! Style: the panic is caught, and resumed after the old executor is current again.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
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

/// Runs `f` with `executor` as the current one.
pub fn enter<R>(executor: Arc<dyn Spawn>, f: impl FnOnce() -> R) -> R {
    let before = CURRENT.replace(Some(executor));
    let ended = catch_unwind(AssertUnwindSafe(f));
    CURRENT.replace(before);
    ended.unwrap_or_else(|panic| resume_unwind(panic))
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
