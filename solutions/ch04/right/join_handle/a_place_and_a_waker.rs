//! Style: a lock for the output and one for the waker: each side stores what it has, and then checks.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use crate::sync::atomic::{AtomicBool, Ordering};
use crate::sync::{Arc, Mutex};

/// Why there is no output.
#[derive(Debug)]
pub enum JoinError {
    /// The task panicked, with this value.
    Panicked(Box<dyn Any + Send>),
    /// The task was dropped before its end.
    Dropped,
}

/// Fills the place, and wakes, when it is dropped.
struct Leave<T> {
    result: Option<Result<T, JoinError>>,
    shared: Arc<Shared<T>>,
}

impl<T> Drop for Leave<T> {
    fn drop(&mut self) {
        let result = self.result.take().unwrap_or(Err(JoinError::Dropped));
        let before = self.shared.place.lock().unwrap().replace(result);
        drop(before);
        if self.shared.nobody_asks.load(Ordering::SeqCst) {
            self.shared.take();
        }
        let waker = self.shared.waker.lock().unwrap().take();
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

/// The task: a future without an output, for an executor.
pub struct Task<F: Future> {
    // The future is dropped before the field that wakes.
    running: Option<(Pin<Box<F>>, Leave<F::Output>)>,
}

/// Waits for the task, and gives its output.
pub struct JoinHandle<T> {
    shared: Arc<Shared<T>>,
}

struct Shared<T> {
    place: Mutex<Option<Result<T, JoinError>>>,
    waker: Mutex<Option<Waker>>,
    nobody_asks: AtomicBool,
}

impl<T> Shared<T> {
    fn take(&self) -> Option<Result<T, JoinError>> {
        self.place.lock().unwrap().take()
    }

    fn leave(&self, waker: Option<Waker>) {
        let before = std::mem::replace(&mut *self.waker.lock().unwrap(), waker);
        drop(before);
    }
}

/// Makes a task from `future`, and the handle that gives its output.
pub fn joinable<F: Future>(future: F) -> (Task<F>, JoinHandle<F::Output>) {
    let shared = Arc::new(Shared {
        place: Mutex::new(None),
        waker: Mutex::new(None),
        nobody_asks: AtomicBool::new(false),
    });
    let leave = Leave {
        result: None,
        shared: Arc::clone(&shared),
    };
    let task = Task {
        running: Some((Box::pin(future), leave)),
    };
    (task, JoinHandle { shared })
}

// The future is in a box, and the output is never pinned.
impl<F: Future> Unpin for Task<F> {}

impl<F: Future> Future for Task<F> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let (future, leave) = self
            .running
            .as_mut()
            .expect("it is polled until it is ready");
        match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(cx))) {
            Ok(Poll::Pending) => return Poll::Pending,
            Ok(Poll::Ready(output)) => leave.result = Some(Ok(output)),
            Err(panic) => leave.result = Some(Err(JoinError::Panicked(panic))),
        }
        // Drops the future, then fills the place and wakes.
        self.running = None;
        Poll::Ready(())
    }
}

impl<T> Future for JoinHandle<T> {
    type Output = Result<T, JoinError>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.shared.leave(Some(cx.waker().clone()));
        match self.shared.take() {
            Some(result) => {
                self.shared.leave(None);
                Poll::Ready(result)
            }
            None => Poll::Pending,
        }
    }
}

impl<T> Drop for JoinHandle<T> {
    fn drop(&mut self) {
        self.shared.leave(None);
        self.shared.nobody_asks.store(true, Ordering::SeqCst);
        let result = self.shared.take();
        drop(result);
    }
}
