//! Style: a `Cell` whose value is taken out to read it, and a pinned field without a box.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::task::{Context, Poll};

use pin_project_lite::pin_project;
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

thread_local! {
    static CURRENT: Cell<Option<Arc<dyn Spawn>>> = const { Cell::new(None) };
}

/// Runs `f` with `executor` as the current one.
pub fn enter<R>(executor: Arc<dyn Spawn>, f: impl FnOnce() -> R) -> R {
    let before = CURRENT.replace(Some(executor));
    let result = catch_unwind(AssertUnwindSafe(f));
    let over = CURRENT.replace(before);
    drop(over);
    result.unwrap_or_else(|panic| resume_unwind(panic))
}

pin_project! {
    struct Within<F> {
        executor: Arc<dyn Spawn>,
        #[pin]
        future: Option<F>,
    }

    impl<F> PinnedDrop for Within<F> {
        fn drop(this: Pin<&mut Self>) {
            let mut this = this.project();
            enter(this.executor.clone(), || this.future.set(None));
        }
    }
}

impl<F: Future> Future for Within<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.project();
        let future = this
            .future
            .as_pin_mut()
            .expect("it is there until the drop");
        enter(this.executor.clone(), || future.poll(cx))
    }
}

/// A future that does what `future` does, with `executor` as the current one in each poll.
pub fn within<F: Future>(executor: Arc<dyn Spawn>, future: F) -> impl Future<Output = F::Output> {
    Within {
        executor,
        future: Some(future),
    }
}

/// The executor that this thread is polling for.
pub fn current() -> Result<Arc<dyn Spawn>, NotRunning> {
    let look = |cell: &Cell<Option<Arc<dyn Spawn>>>| {
        let there = cell.take();
        cell.set(there.clone());
        there
    };
    CURRENT.try_with(look).ok().flatten().ok_or(NotRunning)
}

/// Hands `future` to the current executor.
pub fn spawn(future: impl Future<Output = ()> + Send + 'static) -> Result<(), NotRunning> {
    match current() {
        Ok(executor) => {
            executor.spawn(Box::pin(future));
            Ok(())
        }
        Err(not_running) => Err(not_running),
    }
}
