//! Style: a future written by hand, which polls the handles and keeps what it has found so far.

use std::panic::resume_unwind;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::task::{JoinError, JoinHandle};

enum Slot<T, E> {
    Running(JoinHandle<Result<T, E>>),
    Ended(Option<T>),
}

struct TryAll<T, E> {
    slots: Vec<Slot<T, E>>,
    failed: Option<Result<E, JoinError>>,
}

// Nothing in it is pinned.
impl<T, E> Unpin for TryAll<T, E> {}

impl<T, E> TryAll<T, E> {
    fn abort(&self) {
        for slot in &self.slots {
            if let Slot::Running(handle) = slot {
                handle.abort();
            }
        }
    }

    fn fail(&mut self, how: Result<E, JoinError>) {
        if self.failed.is_none() {
            self.failed = Some(how);
            self.abort();
        }
    }

    fn poll_ended(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let mut waits = false;
        for place in 0..self.slots.len() {
            let Slot::Running(handle) = &mut self.slots[place] else {
                continue;
            };
            let Poll::Ready(ended) = Pin::new(handle).poll(cx) else {
                waits = true;
                continue;
            };
            let value = match ended {
                Ok(Ok(value)) => Some(value),
                Ok(Err(error)) => {
                    self.fail(Ok(error));
                    None
                }
                Err(error) => {
                    self.fail(Err(error));
                    None
                }
            };
            self.slots[place] = Slot::Ended(value);
        }
        if waits {
            Poll::Pending
        } else {
            Poll::Ready(())
        }
    }
}

impl<T, E> Future for TryAll<T, E> {
    type Output = Result<Vec<T>, E>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        ready!(self.poll_ended(cx));
        Poll::Ready(match self.failed.take() {
            Some(Ok(error)) => Err(error),
            Some(Err(error)) => resume_unwind(error.into_panic()),
            None => Ok(self
                .slots
                .drain(..)
                .filter_map(|slot| match slot {
                    Slot::Ended(value) => value,
                    Slot::Running(_) => None,
                })
                .collect()),
        })
    }
}

impl<T, E> Drop for TryAll<T, E> {
    fn drop(&mut self) {
        self.abort();
    }
}

pub async fn try_all<F, T, E>(jobs: Vec<F>) -> Result<Vec<T>, E>
where
    F: Future<Output = Result<T, E>> + Send + 'static,
    T: Send + 'static,
    E: Send + 'static,
{
    let slots = jobs
        .into_iter()
        .map(|job| Slot::Running(tokio::spawn(job)))
        .collect();
    TryAll {
        slots,
        failed: None,
    }
    .await
}
