//! # What a task leaves behind
//!
//! ```
//! let (task, handle) = joinable(download("/index"));
//! executor.spawn(task);
//! let page = handle.await; // Ok(output), Err(Panicked(…)) or Err(Dropped).
//! ```
//!
//! An executor runs a task, and other code needs the output. The task may end before the handle is polled, or
//! later, on another thread. It may panic, or be dropped before its end. If the handle does not learn of one of
//! these ends, it waits forever.
//!
//! Write `joinable`, with its task and its handle. Requirements:
//!
//! The task
//!
//! 1. `joinable` polls nothing. Each poll of the task is one poll of the future, with the same waker, and the task
//!    is ready in the poll in which the future is.
//! 2. If the future panics, the panic does not leave the poll of the task: the task is ready. (`catch_unwind` of
//!    `std::panic` catches a panic, and `AssertUnwindSafe` lets it call a `poll`.)
//! 3. When the task is ready or is dropped, the future is dropped first: before the handle is woken, and before the
//!    handle returns anything.
//! 4. If the handle is dropped, the task goes on. The future may drop the handle of its own task, in a poll or in
//!    its own `drop`.
//!
//! The handle
//!
//! 5. Awaiting the handle gives the output, whether the task ends before that or later, on this thread or on
//!    another one.
//! 6. It gives `Panicked` with the value of the panic if the future panicked, and `Dropped` if the task was dropped
//!    before its end.
//! 7. A handle that waits is woken once, by the waker of its latest poll, as soon as it can return something, and
//!    not before. This holds in any order in which the threads take their steps.
//! 8. The waker may poll or drop the handle while it is being called.
//!
//! A result without a handle
//!
//! 9. If the handle is dropped before it has returned the output or the value of the panic, that value is dropped
//!    at once: with the handle or, if the task ends later, at the end of the task. The executor may keep the task
//!    longer.
//!
//! Take locks, atomics, channels and threads from `crate::sync`: the checks run your code in many orders of the
//! threads' steps.
//!
//! Left open: what a task or a handle does that is polled again after it was ready, and what happens if the `drop`
//! of the future panics.

use std::any::Any;
use std::pin::Pin;
use std::task::{Context, Poll};

use crate::sync::Arc;

/// Why there is no output.
#[derive(Debug)]
pub enum JoinError {
    /// The task panicked, with this value.
    Panicked(Box<dyn Any + Send>),
    /// The task was dropped before its end.
    Dropped,
}

/// The task: a future without an output, for an executor.
pub struct Task<F: Future> {
    future: Pin<Box<F>>,
    shared: Arc<Shared<F::Output>>,
}

/// Waits for the task, and gives its output.
pub struct JoinHandle<T> {
    shared: Arc<Shared<T>>,
}

/// What the task and the handle share. Replace it by what you need.
struct Shared<T> {
    output: Option<T>,
}

/// Makes a task from `future`, and the handle that gives its output.
pub fn joinable<F: Future>(future: F) -> (Task<F>, JoinHandle<F::Output>) {
    let shared = Arc::new(Shared { output: None });
    let task = Task {
        future: Box::pin(future),
        shared: Arc::clone(&shared),
    };
    (task, JoinHandle { shared })
}

impl<F: Future> Future for Task<F> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        // So that the stub compiles without a warning: delete this line.
        let _ = (&self.future, &self.shared.output, cx);
        todo!("poll the future, and store its output for the handle")
    }
}

impl<T> Future for JoinHandle<T> {
    type Output = Result<T, JoinError>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        // So that the stub compiles without a warning: delete this line.
        let _ = (&self.shared, cx);
        todo!("take the output, or wait for it")
    }
}
