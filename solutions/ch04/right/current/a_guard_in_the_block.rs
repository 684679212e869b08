//! Style: an async block, and a type around the future that enters when it is dropped.

use std::cell::RefCell;
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
    let mut held = Held {
        executor,
        future: Some(Box::pin(future)),
    };
    std::future::poll_fn(move |cx| {
        let future = held.future.as_mut().expect("polled after its end");
        let polled = enter(held.executor.clone(), || future.as_mut().poll(cx));
        if polled.is_ready() {
            held.let_go();
        }
        polled
    })
}

struct Held<F> {
    executor: Arc<dyn Spawn>,
    future: Option<Pin<Box<F>>>,
}

impl<F> Held<F> {
    fn let_go(&mut self) {
        enter(self.executor.clone(), || self.future = None);
    }
}

impl<F> Drop for Held<F> {
    fn drop(&mut self) {
        self.let_go();
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
