//! Style: a channel between threads carries the output; the field that is dropped after its sender wakes.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use crate::sync::mpsc::{Receiver, Sender, TryRecvError, channel};
use crate::sync::{Arc, Mutex};

/// Why there is no output.
#[derive(Debug)]
pub enum JoinError {
    /// The task panicked, with this value.
    Panicked(Box<dyn Any + Send>),
    /// The task was dropped before its end.
    Dropped,
}

/// The waker of the handle.
type Bell = Arc<Mutex<Option<Waker>>>;

/// Wakes when it is dropped, after the fields before it.
struct Ringer(Bell);

impl Drop for Ringer {
    fn drop(&mut self) {
        let waker = self.0.lock().unwrap().take();
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

/// They are dropped in this order.
struct Parts<F: Future> {
    future: Pin<Box<F>>,
    sender: Sender<Result<F::Output, JoinError>>,
    ringer: Ringer,
}

/// The task: a future without an output, for an executor.
pub struct Task<F: Future> {
    parts: Option<Parts<F>>,
}

/// Waits for the task, and gives its output.
pub struct JoinHandle<T> {
    receiver: Mutex<Receiver<Result<T, JoinError>>>,
    bell: Bell,
}

/// Makes a task from `future`, and the handle that gives its output.
pub fn joinable<F: Future>(future: F) -> (Task<F>, JoinHandle<F::Output>) {
    let (sender, receiver) = channel();
    let bell = Bell::default();
    let parts = Parts {
        future: Box::pin(future),
        sender,
        ringer: Ringer(bell.clone()),
    };
    (
        Task { parts: Some(parts) },
        JoinHandle {
            receiver: Mutex::new(receiver),
            bell,
        },
    )
}

impl<F: Future> Future for Task<F> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let Some(parts) = &mut self.parts else {
            return Poll::Ready(());
        };
        let result = match catch_unwind(AssertUnwindSafe(|| parts.future.as_mut().poll(cx))) {
            Ok(Poll::Pending) => return Poll::Pending,
            Ok(Poll::Ready(output)) => Ok(output),
            Err(panic) => Err(JoinError::Panicked(panic)),
        };
        let Parts {
            future,
            sender,
            ringer,
        } = self.parts.take().unwrap();
        drop(future);
        let _ = sender.send(result);
        drop(sender);
        drop(ringer);
        Poll::Ready(())
    }
}

impl<T> JoinHandle<T> {
    fn look(&self) -> Poll<Result<T, JoinError>> {
        match self.receiver.lock().unwrap().try_recv() {
            Ok(result) => Poll::Ready(result),
            Err(TryRecvError::Disconnected) => Poll::Ready(Err(JoinError::Dropped)),
            Err(TryRecvError::Empty) => Poll::Pending,
        }
    }
}

impl<T> Future for JoinHandle<T> {
    type Output = Result<T, JoinError>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let old = self.bell.lock().unwrap().replace(cx.waker().clone());
        drop(old);
        let found = self.look();
        if found.is_ready() {
            let mine = self.bell.lock().unwrap().take();
            drop(mine);
        }
        found
    }
}

impl<T> Drop for JoinHandle<T> {
    fn drop(&mut self) {
        let mine = self.bell.lock().unwrap().take();
        drop(mine);
    }
}
