//! Style: `within` moves its executor into the thread-local and back, without a clone.

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
        executor: Some(executor),
        future: Some(Box::pin(future)),
    }
}

struct Within<F> {
    /// `None` while it is in the thread-local.
    executor: Option<Arc<dyn Spawn>>,
    /// Taken out only to be dropped.
    future: Option<Pin<Box<F>>>,
}

impl<F: Future> Future for Within<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let Within { executor, future } = &mut *self;
        let _lent = Lent::new(executor);
        future.as_mut().expect("not dropped yet").as_mut().poll(cx)
    }
}

impl<F> Drop for Within<F> {
    fn drop(&mut self) {
        // What the future holds may spawn a clean-up of its own.
        let Within { executor, future } = self;
        let _lent = Lent::new(executor);
        drop(future.take());
    }
}

/// The executor is in the thread-local; the one before is kept in the field that it came from.
struct Lent<'a>(&'a mut Option<Arc<dyn Spawn>>);

impl<'a> Lent<'a> {
    fn new(executor: &'a mut Option<Arc<dyn Spawn>>) -> Self {
        CURRENT.with(|current| std::mem::swap(&mut *current.borrow_mut(), executor));
        Self(executor)
    }
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        CURRENT.with(|current| std::mem::swap(&mut *current.borrow_mut(), self.0));
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
