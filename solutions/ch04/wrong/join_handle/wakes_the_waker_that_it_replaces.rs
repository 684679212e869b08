//! Belief: a waker that is replaced would be lost, so it is called.
//! Rejected by: nobody_is_woken_before_there_is_something_to_say
//! Saying: has called the one before

use std::any::Any;
use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use crate::sync::{Arc, Mutex};

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
    future: Option<Pin<Box<F>>>,
    shared: Arc<Shared<F::Output>>,
}

/// What waits for the task.
pub struct JoinHandle<T> {
    shared: Arc<Shared<T>>,
}

enum State<T> {
    Quiet,
    Waited(Waker),
    Over(Result<T, JoinError>),
    Nobody,
}

struct Shared<T>(Mutex<State<T>>);

impl<T> Shared<T> {
    fn leave(&self, result: Result<T, JoinError>) {
        let mut state = self.0.lock().unwrap();
        match *state {
            State::Nobody => {
                drop(state);
                drop(result);
            }
            State::Over(_) => unreachable!(),
            _ => {
                let old = mem::replace(&mut *state, State::Over(result));
                drop(state);
                if let State::Waited(waker) = old {
                    waker.wake();
                }
            }
        }
    }
}

/// Makes of `future` a task, and the handle that gives its output.
pub fn joinable<F: Future>(future: F) -> (Task<F>, JoinHandle<F::Output>) {
    let shared = Arc::new(Shared(Mutex::new(State::Quiet)));
    let task = Task {
        future: Some(Box::pin(future)),
        shared: Arc::clone(&shared),
    };
    (task, JoinHandle { shared })
}

impl<F: Future> Future for Task<F> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let Some(future) = self.future.as_mut() else {
            return Poll::Ready(());
        };
        let result = match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(cx))) {
            Ok(Poll::Pending) => return Poll::Pending,
            Ok(Poll::Ready(output)) => Ok(output),
            Err(panic) => Err(JoinError::Panicked(panic)),
        };
        self.future = None;
        self.shared.leave(result);
        Poll::Ready(())
    }
}

impl<F: Future> Drop for Task<F> {
    fn drop(&mut self) {
        if self.future.is_some() {
            self.future = None;
            self.shared.leave(Err(JoinError::Dropped));
        }
    }
}

impl<T> Future for JoinHandle<T> {
    type Output = Result<T, JoinError>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let fresh = cx.waker().clone();
        let mut state = self.shared.0.lock().unwrap();
        let old = if let State::Over(_) = *state {
            mem::replace(&mut *state, State::Nobody)
        } else {
            mem::replace(&mut *state, State::Waited(fresh))
        };
        drop(state);
        match old {
            State::Over(result) => Poll::Ready(result),
            State::Waited(old) if !old.will_wake(cx.waker()) => {
                old.wake();
                Poll::Pending
            }
            _ => Poll::Pending,
        }
    }
}

impl<T> Drop for JoinHandle<T> {
    fn drop(&mut self) {
        let mut state = self.shared.0.lock().unwrap();
        let old = mem::replace(&mut *state, State::Nobody);
        drop(state);
        drop(old);
    }
}
