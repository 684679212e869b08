//! # Which executor am I on
//!
//! `tokio::spawn` takes no executor: it finds the one that is polling the task that calls it. asyncio has
//! `get_running_loop()` for this. Both look into a place that belongs to the thread, and it must hold the
//! truth at every moment: with one executor inside another, after a panic, and between two polls of a task.
//!
//! Write `enter`, `within`, `current` and `spawn`. They are judged by these promises:
//!
//! - While `enter(executor, f)` runs `f`, `current` gives that executor. After it, whatever was current before
//!   is current again, also where `f` panicked. One within another is fine.
//! - Each thread has a current executor of its own. Where there is none, `current` gives `NotRunning`.
//! - `within(executor, future)` makes a future that does what `future` does, with the same polls, the same
//!   waker and the same output; the executor is current in each of its polls, on whichever thread, and is not
//!   between them. It is current also while `future` is dropped: polled or not, and by a panic too.
//! - `spawn` hands the future to the current executor, once, in a task that does not hold the executor; or it
//!   gives `NotRunning` back and drops the future.
//! - Nothing is kept when it is over: an executor that is no longer current is held only by what `within`
//!   gave for it. That may let go of it, and of `future`, when it is ready or when it is dropped.
//! - An executor may itself call all of these, when it is handed a task and when it is dropped. So may a
//!   future when it is dropped. In the drop of an executor the one before it is current again.

use std::cell::RefCell;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

/// A future without an output, for an executor.
pub type Task = Pin<Box<dyn Future<Output = ()> + Send>>;

/// What an executor can do for its tasks. Given to you.
pub trait Spawn: Send + Sync {
    /// Makes `task` one of the executor's.
    fn spawn(&self, task: Task);
}

/// There is no executor here: this thread is polling no task of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotRunning;

thread_local! {
    static CURRENT: RefCell<Option<Arc<dyn Spawn>>> = const { RefCell::new(None) };
}

/// Makes current again what was so before. It does that when it is dropped: also when a panic passes.
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
        // What the future holds may want to spawn its own clean-up.
        enter(Arc::clone(&self.executor), || drop(self.future.take()));
    }
}

/// The executor that this thread is polling for.
pub fn current() -> Result<Arc<dyn Spawn>, NotRunning> {
    CURRENT.with_borrow(Clone::clone).ok_or(NotRunning)
}

/// Hands `future` to the current executor.
pub fn spawn(future: impl Future<Output = ()> + Send + 'static) -> Result<(), NotRunning> {
    // No borrow is held any more: the executor may well look up what is current, or enter another.
    current()?.spawn(Box::pin(future));
    Ok(())
}
