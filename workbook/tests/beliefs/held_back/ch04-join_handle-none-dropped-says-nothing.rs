// entry: none, or says_nothing_of_its_drop
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::{Context, Poll};

use crate::sync::{Arc, Mutex, Weak};

/// Why there is no output.
#[derive(Debug)]
pub enum JoinError {
    /// The task panicked, with this value.
    Panicked(Box<dyn Any + Send>),
    /// The task was dropped before its end.
    Dropped,
}
use futures::task::AtomicWaker;

/// The task: a future without an output, for an executor.
pub struct Task<F: Future> {
    future: Option<Pin<Box<F>>>,
    shared: Weak<Shared<F::Output>>,
}

/// Waits for the task, and gives its output.
pub struct JoinHandle<T> {
    shared: Arc<Shared<T>>,
}

struct Shared<T> {
    result: Mutex<Option<Result<T, JoinError>>>,
    waker: AtomicWaker,
}

/// Makes a task from `future`, and the handle that gives its output.
pub fn joinable<F: Future>(future: F) -> (Task<F>, JoinHandle<F::Output>) {
    let shared = Arc::new(Shared {
        result: Mutex::new(None),
        waker: AtomicWaker::new(),
    });
    let task = Task {
        future: Some(Box::pin(future)),
        shared: Arc::downgrade(&shared),
    };
    (task, JoinHandle { shared })
}

impl<F: Future> Task<F> {
    fn end(&mut self, result: Result<F::Output, JoinError>) {
        self.future = None;
        // Without a handle, the output is dropped here.
        if let Some(shared) = self.shared.upgrade() {
            *shared.result.lock().unwrap() = Some(result);
            shared.waker.wake();
        }
    }
}

impl<F: Future> Future for Task<F> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let future = self.future.as_mut().expect("polled again after its end");
        match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(cx))) {
            Ok(Poll::Pending) => return Poll::Pending,
            Ok(Poll::Ready(output)) => self.end(Ok(output)),
            Err(panic) => self.end(Err(JoinError::Panicked(panic))),
        }
        Poll::Ready(())
    }
}

impl<F: Future> Drop for Task<F> {
    fn drop(&mut self) {
        self.future = None;
    }
}

impl<T> Future for JoinHandle<T> {
    type Output = Result<T, JoinError>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.shared.waker.register(cx.waker());
        match self.shared.result.lock().unwrap().take() {
            Some(result) => Poll::Ready(result),
            None => Poll::Pending,
        }
    }
}
