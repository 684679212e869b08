//! Belief: what the task has left is the executor's to clear away.
//! Rejected by: an_output_that_nobody_can_ask_for_is_dropped_at_once
//! Saying: the task ended first

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
    /// Nothing to say yet, and perhaps somebody who waits.
    Running(Option<Waker>),
    /// To be fetched.
    Over(Result<T, JoinError>),
    /// It was fetched, or the handle is gone.
    Closed,
}

struct Shared<T> {
    state: Mutex<State<T>>,
}

impl<T> Shared<T> {
    fn end(&self, result: Result<T, JoinError>) {
        let mut state = self.state.lock().unwrap();
        match mem::replace(&mut *state, State::Closed) {
            State::Running(waker) => {
                *state = State::Over(result);
                drop(state);
                if let Some(waker) = waker {
                    waker.wake();
                }
            }
            before => {
                drop(state);
                drop((before, result));
            }
        }
    }
}

/// Makes of `future` a task, and the handle that gives its output.
pub fn joinable<F: Future>(future: F) -> (Task<F>, JoinHandle<F::Output>) {
    let shared = Arc::new(Shared {
        state: Mutex::new(State::Running(None)),
    });
    let task = Task {
        future: Some(Box::pin(future)),
        shared: Arc::clone(&shared),
    };
    (task, JoinHandle { shared })
}

impl<F: Future> Future for Task<F> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let this = &mut *self;
        let Some(future) = &mut this.future else {
            return Poll::Ready(());
        };
        let result = match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(cx))) {
            Ok(Poll::Pending) => return Poll::Pending,
            Ok(Poll::Ready(output)) => Ok(output),
            Err(panic) => Err(JoinError::Panicked(panic)),
        };
        let future = this.future.take();
        let result = match catch_unwind(AssertUnwindSafe(|| drop(future))) {
            Ok(()) => result,
            Err(panic) => result.and(Err(JoinError::Panicked(panic))),
        };
        this.shared.end(result);
        Poll::Ready(())
    }
}

impl<F: Future> Drop for Task<F> {
    fn drop(&mut self) {
        struct End<'a, T>(&'a Shared<T>);
        impl<T> Drop for End<'_, T> {
            fn drop(&mut self) {
                self.0.end(Err(JoinError::Dropped));
            }
        }
        if let Some(future) = self.future.take() {
            let _end = End(&self.shared);
            drop(future);
        }
    }
}

impl<T> Future for JoinHandle<T> {
    type Output = Result<T, JoinError>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let waker = cx.waker().clone();
        let mut state = self.shared.state.lock().unwrap();
        match mem::replace(&mut *state, State::Closed) {
            State::Running(before) => {
                *state = State::Running(Some(waker));
                drop(state);
                drop(before);
                Poll::Pending
            }
            State::Over(result) => Poll::Ready(result),
            State::Closed => {
                drop(state);
                panic!("a handle was polled after it was ready")
            }
        }
    }
}

impl<T> Drop for JoinHandle<T> {
    fn drop(&mut self) {
        let mut state = self.shared.state.lock().unwrap();
        // A task that is still running finds it closed, and drops its output. If it is over, the output goes
        // with the last of the two.
        if matches!(*state, State::Running(_)) {
            let before = mem::replace(&mut *state, State::Closed);
            drop(state);
            drop(before);
        }
    }
}
