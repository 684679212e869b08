//! Style: an atomic holds the phase of the two sides; two locks hold output and waker.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use crate::sync::atomic::{AtomicU8, Ordering::SeqCst};
use crate::sync::{Arc, Mutex};

/// Why there is no output.
#[derive(Debug)]
pub enum JoinError {
    /// The task panicked, with this value.
    Panicked(Box<dyn Any + Send>),
    /// The task was dropped before its end.
    Dropped,
}

const OVER: u8 = 1;
const ALONE: u8 = 2;

/// The task: a future without an output, for an executor.
pub struct Task<F: Future> {
    future: Option<Pin<Box<F>>>,
    shared: Arc<Shared<F::Output>>,
}

/// Waits for the task, and gives its output.
pub struct JoinHandle<T> {
    shared: Arc<Shared<T>>,
}

/// What the task and the handle share.
struct Shared<T> {
    phase: AtomicU8,
    result: Mutex<Option<Result<T, JoinError>>>,
    waker: Mutex<Option<Waker>>,
}

impl<T> Shared<T> {
    fn end(&self, result: Result<T, JoinError>) {
        *self.result.lock().unwrap() = Some(result);
        let before = self.phase.fetch_or(OVER, SeqCst);
        if before & ALONE != 0 {
            self.clear();
        } else {
            let waker = self.waker.lock().unwrap().take();
            if let Some(waker) = waker {
                waker.wake();
            }
        }
    }

    fn clear(&self) {
        let result = self.result.lock().unwrap().take();
        drop(result);
        let waker = self.waker.lock().unwrap().take();
        drop(waker);
    }
}

/// Makes a task from `future`, and the handle that gives its output.
pub fn joinable<F: Future>(future: F) -> (Task<F>, JoinHandle<F::Output>) {
    let shared = Arc::new(Shared {
        phase: AtomicU8::new(0),
        result: Mutex::new(None),
        waker: Mutex::new(None),
    });
    (
        Task {
            future: Some(Box::pin(future)),
            shared: shared.clone(),
        },
        JoinHandle { shared },
    )
}

impl<F: Future> Future for Task<F> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let future = self.future.as_mut().expect("not over");
        let polled = catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(cx)));
        let result = match polled {
            Ok(Poll::Pending) => return Poll::Pending,
            Ok(Poll::Ready(output)) => Ok(output),
            Err(panic) => Err(JoinError::Panicked(panic)),
        };
        drop(self.future.take());
        self.shared.end(result);
        Poll::Ready(())
    }
}

impl<F: Future> Drop for Task<F> {
    fn drop(&mut self) {
        if let Some(future) = self.future.take() {
            drop(future);
            self.shared.end(Err(JoinError::Dropped));
        }
    }
}

impl<T> Future for JoinHandle<T> {
    type Output = Result<T, JoinError>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let shared = &self.shared;
        if shared.phase.load(SeqCst) & OVER == 0 {
            let old = shared.waker.lock().unwrap().replace(cx.waker().clone());
            drop(old);
            if shared.phase.load(SeqCst) & OVER == 0 {
                return Poll::Pending;
            }
            let mine = shared.waker.lock().unwrap().take();
            drop(mine);
        }
        let result = shared.result.lock().unwrap().take();
        Poll::Ready(result.expect("polled after its end"))
    }
}

impl<T> Drop for JoinHandle<T> {
    fn drop(&mut self) {
        let before = self.shared.phase.fetch_or(ALONE, SeqCst);
        if before & OVER != 0 {
            self.shared.clear();
        } else {
            let waker = self.shared.waker.lock().unwrap().take();
            drop(waker);
        }
    }
}
