//! Style: `within` drops its future and its executor in the poll in which it is ready.

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

/// Puts back what was current before.
struct Restore(Option<Arc<dyn Spawn>>);

impl Drop for Restore {
    fn drop(&mut self) {
        let before = self.0.take();
        // What is replaced is dropped after the borrow: its drop may call `current`.
        let over = CURRENT.with(|current| current.replace(before));
        drop(over);
    }
}

/// Runs `f` with `executor` as the current one.
pub fn enter<R>(executor: Arc<dyn Spawn>, f: impl FnOnce() -> R) -> R {
    let _restore = Restore(CURRENT.with(|current| current.replace(Some(executor))));
    f()
}

struct Within<F> {
    executor: Option<Arc<dyn Spawn>>,
    future: Option<Pin<Box<F>>>,
}

impl<F: Future> Future for Within<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let this = &mut *self;
        let (Some(executor), Some(future)) = (&this.executor, &mut this.future) else {
            panic!("polled after it was ready");
        };
        let polled = enter(Arc::clone(executor), || future.as_mut().poll(cx));
        if polled.is_ready() {
            this.end();
        }
        polled
    }
}

impl<F> Within<F> {
    fn end(&mut self) {
        if let Some(executor) = self.executor.take() {
            let future = self.future.take();
            enter(executor, || drop(future));
        }
    }
}

impl<F> Drop for Within<F> {
    fn drop(&mut self) {
        self.end();
    }
}

/// A future that does what `future` does, with `executor` as the current one in each poll.
pub fn within<F: Future>(executor: Arc<dyn Spawn>, future: F) -> impl Future<Output = F::Output> {
    Within {
        executor: Some(executor),
        future: Some(Box::pin(future)),
    }
}

/// The executor that this thread is polling for.
pub fn current() -> Result<Arc<dyn Spawn>, NotRunning> {
    CURRENT
        .try_with(|current| current.borrow().clone())
        .ok()
        .flatten()
        .ok_or(NotRunning)
}

/// Hands `future` to the current executor.
pub fn spawn(future: impl Future<Output = ()> + Send + 'static) -> Result<(), NotRunning> {
    let executor = current()?;
    executor.spawn(Box::pin(future));
    Ok(())
}
