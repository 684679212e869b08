//! Style: the oneshot channel of `futures`, and its own `catch_unwind`.

use std::any::Any;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures::FutureExt;
use futures::channel::oneshot;
use futures::future::CatchUnwind;

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
    // Fields are dropped in this order: the future before the sender.
    future: Option<Pin<Box<CatchUnwind<AssertUnwindSafe<F>>>>>,
    sender: Option<oneshot::Sender<Result<F::Output, JoinError>>>,
}

/// Waits for the task, and gives its output.
pub struct JoinHandle<T> {
    receiver: oneshot::Receiver<Result<T, JoinError>>,
}

/// Makes a task from `future`, and the handle that gives its output.
pub fn joinable<F: Future>(future: F) -> (Task<F>, JoinHandle<F::Output>) {
    let (sender, receiver) = oneshot::channel();
    let task = Task {
        future: Some(Box::pin(AssertUnwindSafe(future).catch_unwind())),
        sender: Some(sender),
    };
    (task, JoinHandle { receiver })
}

impl<F: Future> Future for Task<F> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let future = self.future.as_mut().expect("not over");
        let result = match future.as_mut().poll(cx) {
            Poll::Pending => return Poll::Pending,
            Poll::Ready(result) => result.map_err(JoinError::Panicked),
        };
        self.future = None;
        if let Some(sender) = self.sender.take() {
            let _ = sender.send(result);
        }
        Poll::Ready(())
    }
}

impl<T> Future for JoinHandle<T> {
    type Output = Result<T, JoinError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let received = Pin::new(&mut self.receiver).poll(cx);
        // A sender that has sent nothing was dropped with its task.
        received.map(|got| got.unwrap_or(Err(JoinError::Dropped)))
    }
}
