//! Style: a lock for the woken, another one for the task, and a new waker for each poll of a future.

use std::collections::BTreeSet;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};

/// Made by [`join_many`].
pub struct JoinMany<F: Future> {
    futures: Vec<Option<Pin<Box<F>>>>,
    outputs: Vec<Option<F::Output>>,
    shared: Arc<Shared>,
}

struct Shared {
    woken: Mutex<BTreeSet<usize>>,
    task: Mutex<Option<Waker>>,
}

struct FutureWaker {
    position: usize,
    shared: Arc<Shared>,
}

impl Wake for FutureWaker {
    fn wake(self: Arc<Self>) {
        self.shared.woken.lock().unwrap().insert(self.position);
        let task = self.shared.task.lock().unwrap().clone();
        if let Some(task) = task {
            task.wake();
        }
    }
}

/// A future that waits for all of `futures` at the same time, and is ready with their outputs in order.
pub fn join_many<F: Future>(futures: Vec<F>) -> JoinMany<F> {
    JoinMany {
        outputs: futures.iter().map(|_| None).collect(),
        shared: Arc::new(Shared {
            woken: Mutex::new((0..futures.len()).collect()),
            task: Mutex::new(None),
        }),
        futures: futures
            .into_iter()
            .map(|future| Some(Box::pin(future)))
            .collect(),
    }
}

impl<F: Future> Unpin for JoinMany<F> {}

impl<F: Future> Future for JoinMany<F> {
    type Output = Vec<F::Output>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.get_mut();
        *this.shared.task.lock().unwrap() = Some(cx.waker().clone());
        let woken = this.shared.woken.lock().unwrap().clone();
        for position in woken {
            this.shared.woken.lock().unwrap().remove(&position);
            let shared = Arc::clone(&this.shared);
            let waker = Waker::from(Arc::new(FutureWaker { position, shared }));
            let Some(future) = &mut this.futures[position] else {
                continue;
            };
            if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
                this.outputs[position] = Some(output);
                this.futures[position] = None;
            }
        }
        if this.futures.iter().any(Option::is_some) {
            return Poll::Pending;
        }
        Poll::Ready(this.outputs.drain(..).flatten().collect())
    }
}
