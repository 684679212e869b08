//! Style: one lock for everything that a waker touches, held even while it wakes the task.

use std::collections::BTreeSet;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};

/// Made by [`join_many`].
pub struct JoinMany<F: Future> {
    futures: Vec<Option<Pin<Box<F>>>>,
    outputs: Vec<Option<F::Output>>,
    shared: Arc<Mutex<Shared>>,
}

#[derive(Default)]
struct Shared {
    woken: BTreeSet<usize>,
    task: Option<Waker>,
}

struct FutureWaker {
    position: usize,
    shared: Arc<Mutex<Shared>>,
}

impl Wake for FutureWaker {
    fn wake(self: Arc<Self>) {
        let mut shared = self.shared.lock().unwrap();
        shared.woken.insert(self.position);
        if let Some(task) = &shared.task {
            task.wake_by_ref();
        }
    }
}

/// A future that waits for all of `futures` at the same time, and is ready with their outputs in order.
pub fn join_many<F: Future>(futures: Vec<F>) -> JoinMany<F> {
    JoinMany {
        outputs: futures.iter().map(|_| None).collect(),
        shared: Arc::new(Mutex::new(Shared {
            woken: (0..futures.len()).collect(),
            task: None,
        })),
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
        let woken = {
            let mut shared = this.shared.lock().unwrap();
            shared.task = Some(cx.waker().clone());
            shared.woken.clone()
        };
        for position in woken {
            this.shared.lock().unwrap().woken.remove(&position);
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
