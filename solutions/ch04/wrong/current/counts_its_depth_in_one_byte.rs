//! Belief: a byte is enough to count how deep they are.
//! Rejected by: one_within_another_gives_way_to_the_outer_one
//! Saying: too deep

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
    static STACK: RefCell<Vec<Arc<dyn Spawn>>> = const { RefCell::new(Vec::new()) };
}

struct Leave;

impl Drop for Leave {
    fn drop(&mut self) {
        let executor = STACK.with(|stack| stack.borrow_mut().pop());
        drop(executor);
    }
}

/// Runs `f` with `executor` as the current one.
pub fn enter<R>(executor: Arc<dyn Spawn>, f: impl FnOnce() -> R) -> R {
    STACK.with(|stack| {
        let mut stack = stack.borrow_mut();
        assert!(stack.len() < 255, "too deep");
        stack.push(executor);
    });
    let _leave = Leave;
    f()
}

struct Within<F> {
    executor: Arc<dyn Spawn>,
    future: Option<Pin<Box<F>>>,
}

impl<F: Future> Future for Within<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let this = &mut *self;
        enter(Arc::clone(&this.executor), || {
            let polled = this.future.as_mut().expect("not over").as_mut().poll(cx);
            if polled.is_ready() {
                this.future = None;
            }
            polled
        })
    }
}

impl<F> Drop for Within<F> {
    fn drop(&mut self) {
        if let Some(future) = self.future.take() {
            enter(Arc::clone(&self.executor), || drop(future));
        }
    }
}

/// A future that does what `future` does, with `executor` as the current one in each poll.
pub fn within<F: Future>(executor: Arc<dyn Spawn>, future: F) -> impl Future<Output = F::Output> {
    Within {
        executor,
        future: Some(Box::pin(future)),
    }
}

/// The executor that this thread is polling for.
pub fn current() -> Result<Arc<dyn Spawn>, NotRunning> {
    STACK
        .with(|stack| stack.borrow().last().cloned())
        .ok_or(NotRunning)
}

/// Hands `future` to the current executor.
pub fn spawn(future: impl Future<Output = ()> + Send + 'static) -> Result<(), NotRunning> {
    current()?.spawn(Box::pin(future));
    Ok(())
}
