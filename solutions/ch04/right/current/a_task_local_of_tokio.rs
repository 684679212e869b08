//! Style: tokio's task_local!, with `sync_scope` for `enter` and `scope` for `within`.

use std::pin::Pin;
use std::sync::Arc;

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

tokio::task_local! {
    static HERE: Arc<dyn Spawn>;
}

/// Runs `f` with `executor` as the current one.
pub fn enter<R>(executor: Arc<dyn Spawn>, f: impl FnOnce() -> R) -> R {
    HERE.sync_scope(executor, f)
}

/// A future that does what `future` does, with `executor` as the current one in each poll.
pub fn within<F: Future>(executor: Arc<dyn Spawn>, future: F) -> impl Future<Output = F::Output> {
    HERE.scope(executor, future)
}

/// The executor that this thread is polling for.
pub fn current() -> Result<Arc<dyn Spawn>, NotRunning> {
    HERE.try_get().map_err(|_| NotRunning)
}

/// Hands `future` to the current executor.
pub fn spawn(future: impl Future<Output = ()> + Send + 'static) -> Result<(), NotRunning> {
    let task: Task = Box::pin(future);
    match current() {
        Ok(executor) => {
            executor.spawn(task);
            Ok(())
        }
        Err(none) => {
            drop(task);
            Err(none)
        }
    }
}
