//! # What a task leaves behind
//!
//! A task runs somewhere else, and its output is wanted here. Between the two there is a place where the
//! task leaves what it came to: a value, a panic, or nothing, because it was dropped before its end.
//!
//! Write `joinable`, which makes two futures of one: a task for an executor, and a handle for whoever wants
//! the output. They are judged by these promises:
//!
//! - The task does what the future does, with the same polls and the same waker, and is ready in the poll in
//!   which the future is. Making it polls nothing.
//! - Awaiting the handle gives the output, whether the task ended before or ends later, on this thread or on
//!   another one.
//! - If the future panics, the task is ready all the same, and its executor goes on; the handle gives
//!   `Panicked`, with the very value that the panic was thrown with.
//! - If the task is dropped before its end, the handle gives `Dropped`, also where it is being awaited.
//! - The handle that waits is woken once when there is something to say, by the waker of its latest poll, in
//!   whatever order the threads take their steps; and it is not woken before.
//! - That waker may do what it likes when it is called: such as poll the handle, or drop it.
//! - When the task is over, or dropped, the future in it is dropped before the handle is woken, or gives
//!   anything.
//! - Dropping the handle does not stop the task; the future itself may drop it, also in its own drop.
//! - An output, or the value of a panic, that nobody can ask for any more is dropped at once, also while the
//!   executor still keeps the task: at the end of the task where the handle has gone before, and with the
//!   handle where it goes later.
//!
//! Take locks, atomics, channels and threads from `crate::sync`: the checks try many orders of the
//! threads' steps.

use std::any::Any;
use std::pin::Pin;
use std::task::{Context, Poll};

use crate::sync::Arc;

/// Why there is no output.
#[derive(Debug)]
pub enum JoinError {
    /// The task panicked, with this.
    Panicked(Box<dyn Any + Send>),
    /// The task was dropped before its end.
    Dropped,
}

/// The task: a future without an output, for an executor.
pub struct Task<F: Future> {
    future: Pin<Box<F>>,
    shared: Arc<Shared<F::Output>>,
}

/// What waits for the task.
pub struct JoinHandle<T> {
    shared: Arc<Shared<T>>,
}

/// What the two share. It is yours to write.
struct Shared<T> {
    output: Option<T>,
}

/// Makes of `future` a task, and the handle that gives its output.
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
        todo!("poll the future, and leave its output for the handle")
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
