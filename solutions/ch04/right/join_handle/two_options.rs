//! Style: two `Option`s under one lock, and an explicit `Drop` of the task.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use crate::sync::{Arc, Mutex};

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
    future: Option<Pin<Box<F>>>,
    shared: Arc<Mutex<Shared<F::Output>>>,
}

/// Waits for the task, and gives its output.
pub struct JoinHandle<T> {
    shared: Arc<Mutex<Shared<T>>>,
}

struct Shared<T> {
    result: Option<Result<T, JoinError>>,
    waker: Option<Waker>,
    wanted: bool,
}

/// Makes a task from `future`, and the handle that gives its output.
pub fn joinable<F: Future>(future: F) -> (Task<F>, JoinHandle<F::Output>) {
    let shared = Arc::new(Mutex::new(Shared {
        result: None,
        waker: None,
        wanted: true,
    }));
    let task = Task {
        future: Some(Box::pin(future)),
        shared: Arc::clone(&shared),
    };
    (task, JoinHandle { shared })
}

impl<F: Future> Task<F> {
    fn leave(&mut self, result: Result<F::Output, JoinError>) {
        self.future = None;
        let mut shared = self.shared.lock().unwrap();
        if !shared.wanted {
            return;
        }
        shared.result = Some(result);
        let waker = shared.waker.take();
        drop(shared);
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

impl<F: Future> Future for Task<F> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let Some(future) = &mut self.future else {
            return Poll::Ready(());
        };
        match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(cx))) {
            Ok(Poll::Pending) => return Poll::Pending,
            Ok(Poll::Ready(output)) => self.leave(Ok(output)),
            Err(panic) => self.leave(Err(JoinError::Panicked(panic))),
        }
        Poll::Ready(())
    }
}

impl<F: Future> Drop for Task<F> {
    fn drop(&mut self) {
        if self.future.is_some() {
            self.leave(Err(JoinError::Dropped));
        }
    }
}

impl<T> Future for JoinHandle<T> {
    type Output = Result<T, JoinError>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut shared = self.shared.lock().unwrap();
        if let Some(result) = shared.result.take() {
            return Poll::Ready(result);
        }
        match &mut shared.waker {
            Some(waker) => waker.clone_from(cx.waker()),
            None => shared.waker = Some(cx.waker().clone()),
        }
        Poll::Pending
    }
}

impl<T> Drop for JoinHandle<T> {
    fn drop(&mut self) {
        let mut shared = self.shared.lock().unwrap();
        shared.wanted = false;
        let rest = (shared.result.take(), shared.waker.take());
        drop(shared);
        drop(rest);
    }
}
