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
use std::mem::replace;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use pin_project_lite::pin_project;

use crate::sync::{Arc, Mutex};

/// Why there is no output.
#[derive(Debug)]
pub enum JoinError {
    /// The task panicked, with this.
    Panicked(Box<dyn Any + Send>),
    /// The task was dropped before its end.
    Dropped,
}

pin_project! {
    /// The task: a future without an output, for an executor.
    pub struct Task<F: Future> {
        // None once it is over. Stands first: where the task is dropped, it is dropped before `end`.
        #[pin]
        future: Option<F>,
        end: End<F::Output>,
    }
}

/// What waits for the task.
pub struct JoinHandle<T> {
    shared: Arc<Shared<T>>,
}

/// The task's side of what the two share.
struct End<T> {
    shared: Arc<Shared<T>>,
}

type Shared<T> = Mutex<State<T>>;

enum State<T> {
    /// The task is not over. The handle waits with this waker.
    Running(Option<Waker>),
    /// The task has come to this, and the handle has not seen it yet.
    Over(Result<T, JoinError>),
    /// The handle has what there was, or is gone.
    Closed,
}

/// Makes of `future` a task, and the handle that gives its output.
pub fn joinable<F: Future>(future: F) -> (Task<F>, JoinHandle<F::Output>) {
    let shared = Arc::new(Mutex::new(State::Running(None)));
    let task = Task {
        future: Some(future),
        end: End {
            shared: Arc::clone(&shared),
        },
    };
    (task, JoinHandle { shared })
}

impl<F: Future> Future for Task<F> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let mut this = self.project();
        let future = this.future.as_mut().as_pin_mut();
        let future = future.expect("a task that is over is spent");
        let result = match catch_unwind(AssertUnwindSafe(|| future.poll(cx))) {
            Ok(Poll::Pending) => return Poll::Pending,
            Ok(Poll::Ready(output)) => Ok(output),
            Err(panic) => Err(JoinError::Panicked(panic)),
        };
        // Whoever is woken below may count on it that the future has let go of all it held.
        let dropped = catch_unwind(AssertUnwindSafe(|| this.future.set(None)));
        let dropped = dropped.map_err(JoinError::Panicked);
        this.end
            .tell(result.and_then(|output| dropped.map(|()| output)));
        Poll::Ready(())
    }
}

impl<T> End<T> {
    /// Leaves `result` for the handle, and wakes it. The first one counts.
    fn tell(&self, result: Result<T, JoinError>) {
        let mut state = self.shared.lock().unwrap();
        if let State::Running(waker) = &mut *state {
            let waker = waker.take();
            *state = State::Over(result);
            // A waker runs code of others: not under the lock.
            drop(state);
            if let Some(waker) = waker {
                waker.wake();
            }
        }
    }
}

/// The future was dropped without an end of its own.
impl<T> Drop for End<T> {
    fn drop(&mut self) {
        self.tell(Err(JoinError::Dropped));
    }
}

impl<T> Future for JoinHandle<T> {
    type Output = Result<T, JoinError>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut state = self.shared.lock().unwrap();
        match replace(&mut *state, State::Closed) {
            State::Over(result) => Poll::Ready(result),
            State::Running(before) => {
                *state = State::Running(Some(cx.waker().clone()));
                drop(state);
                drop(before);
                Poll::Pending
            }
            State::Closed => {
                // A panic that holds a lock poisons it for the other side.
                drop(state);
                panic!("a handle that gave its output is spent")
            }
        }
    }
}

/// The task goes on, and nobody will ask for its output.
impl<T> Drop for JoinHandle<T> {
    fn drop(&mut self) {
        // An output may have a drop of its own: it runs after the lock is released.
        let state = replace(&mut *self.shared.lock().unwrap(), State::Closed);
        drop(state);
    }
}
