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
use std::mem::replace;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use pin_project_lite::pin_project;

use crate::sync::{Arc, Mutex};

/// Why there is no output.
#[derive(Debug)]
pub enum JoinError {
    /// The task panicked, with this value.
    Panicked(Box<dyn Any + Send>),
    /// The task was dropped before its end.
    Dropped,
}

pin_project! {
    /// The task: a future without an output, for an executor.
    pub struct Task<F: Future> {
        // None once it is over. The first field: when the task is dropped, it is dropped before `end`.
        #[pin]
        future: Option<F>,
        end: End<F::Output>,
    }
}

/// Waits for the task, and gives its output.
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
    /// The task has ended with this, and the handle has not taken it yet.
    Over(Result<T, JoinError>),
    /// The handle has taken the result, or was dropped.
    Closed,
}

/// Makes a task from `future`, and the handle that gives its output.
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
        let future = future.expect("a task that was ready is not polled again");
        let result = match catch_unwind(AssertUnwindSafe(|| future.poll(cx))) {
            Ok(Poll::Pending) => return Poll::Pending,
            Ok(Poll::Ready(output)) => Ok(output),
            Err(panic) => Err(JoinError::Panicked(panic)),
        };
        // Before the wake-up below: the code that it wakes may need what the future holds.
        let dropped = catch_unwind(AssertUnwindSafe(|| this.future.set(None)));
        let dropped = dropped.map_err(JoinError::Panicked);
        this.end
            .tell(result.and_then(|output| dropped.map(|()| output)));
        Poll::Ready(())
    }
}

impl<T> End<T> {
    /// Stores `result` for the handle, and wakes it. Only the first result counts.
    fn tell(&self, result: Result<T, JoinError>) {
        let mut state = self.shared.lock().unwrap();
        if let State::Running(waker) = &mut *state {
            let waker = waker.take();
            *state = State::Over(result);
            // A waker may call back: not under the lock.
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
                panic!("a handle that has given its result is not polled again")
            }
        }
    }
}

/// The task goes on, and its output will not be needed.
impl<T> Drop for JoinHandle<T> {
    fn drop(&mut self) {
        // An output may have a drop of its own: it runs after the lock is released.
        let state = replace(&mut *self.shared.lock().unwrap(), State::Closed);
        drop(state);
    }
}
