//! Belief: who waits for a channel awaits it.
//! Rejected by: the_handle_gives_the_output_whenever_the_task_ends
//! Saying: its thread is blocked

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::{Context, Poll};

use crate::sync::mpsc;

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
    sender: mpsc::Sender<Result<F::Output, JoinError>>,
}

/// What waits for the task.
pub struct JoinHandle<T> {
    receiver: mpsc::Receiver<Result<T, JoinError>>,
}

/// Makes of `future` a task, and the handle that gives its output.
pub fn joinable<F: Future>(future: F) -> (Task<F>, JoinHandle<F::Output>) {
    let (sender, receiver) = mpsc::channel();
    let future = Some(Box::pin(future));
    (Task { future, sender }, JoinHandle { receiver })
}

impl<F: Future> Future for Task<F> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let future = self.future.as_mut().unwrap();
        let result = match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(cx))) {
            Ok(Poll::Pending) => return Poll::Pending,
            Ok(Poll::Ready(output)) => Ok(output),
            Err(panic) => Err(JoinError::Panicked(panic)),
        };
        self.future = None;
        let _ = self.sender.send(result);
        Poll::Ready(())
    }
}

impl<T> Future for JoinHandle<T> {
    type Output = Result<T, JoinError>;

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Self::Output> {
        // The sender goes with the task.
        Poll::Ready(self.receiver.recv().unwrap_or(Err(JoinError::Dropped)))
    }
}
