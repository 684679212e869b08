//! Style: no `thread_local!`: one map for the program, by the id of the thread.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::{LazyLock, Mutex};
use std::thread::{self, ThreadId};

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

/// The executors that were entered, by thread; the last one is current.
type Places = HashMap<ThreadId, Vec<Arc<dyn Spawn>>>;

static PLACES: LazyLock<Mutex<Places>> = LazyLock::new(Mutex::default);

fn push(executor: Arc<dyn Spawn>) {
    let mut places = PLACES.lock().unwrap();
    places
        .entry(thread::current().id())
        .or_default()
        .push(executor);
}

fn pop() -> Option<Arc<dyn Spawn>> {
    let mut places = PLACES.lock().unwrap();
    let id = thread::current().id();
    let stack = places.get_mut(&id)?;
    let last = stack.pop();
    if stack.is_empty() {
        places.remove(&id);
    }
    last
}

/// Runs `f` with `executor` as the current one.
pub fn enter<R>(executor: Arc<dyn Spawn>, f: impl FnOnce() -> R) -> R {
    push(executor);
    let result = catch_unwind(AssertUnwindSafe(f));
    let executor = pop();
    drop(executor);
    match result {
        Ok(given) => given,
        Err(panic) => resume_unwind(panic),
    }
}

/// Drops the future while the executor is current.
struct DropWithin<F> {
    future: Option<Pin<Box<F>>>,
    executor: Option<Arc<dyn Spawn>>,
}

impl<F> Drop for DropWithin<F> {
    fn drop(&mut self) {
        let (Some(future), Some(executor)) = (self.future.take(), self.executor.take()) else {
            return;
        };
        enter(executor, move || drop(future));
    }
}

/// A future that does what `future` does, with `executor` as the current one in each poll.
pub fn within<F: Future>(executor: Arc<dyn Spawn>, future: F) -> impl Future<Output = F::Output> {
    let mut both = DropWithin {
        future: Some(Box::pin(future)),
        executor: Some(executor),
    };
    std::future::poll_fn(move |cx| {
        let DropWithin {
            future: Some(future),
            executor: Some(executor),
        } = &mut both
        else {
            panic!("polled after its end");
        };
        enter(executor.clone(), || future.as_mut().poll(cx))
    })
}

/// The executor that this thread is polling for.
pub fn current() -> Result<Arc<dyn Spawn>, NotRunning> {
    let places = PLACES.lock().unwrap();
    let stack = places.get(&thread::current().id()).ok_or(NotRunning)?;
    stack.last().cloned().ok_or(NotRunning)
}

/// Hands `future` to the current executor.
pub fn spawn(future: impl Future<Output = ()> + Send + 'static) -> Result<(), NotRunning> {
    let executor = current()?;
    executor.spawn(Box::pin(future));
    Ok(())
}
