//! Style: the wakers form a linked list of the woken, the latest one first.

use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::{Arc, Mutex, Weak};
use std::task::{Context, Poll, Wake, Waker};

/// Made by [`join_many`].
pub struct JoinMany<F: Future> {
    futures: Vec<Option<Pin<Box<F>>>>,
    outputs: Vec<Option<F::Output>>,
    fresh: Vec<Arc<Child>>,
    shared: Arc<Shared>,
}

impl<F: Future> Unpin for JoinMany<F> {}

/// A future that waits for all of `futures` at the same time, and is ready with their outputs in order.
pub fn join_many<F: Future>(futures: Vec<F>) -> JoinMany<F> {
    let shared = Arc::new(Shared::default());
    let child = |at| {
        Arc::new(Child {
            at,
            queued: AtomicBool::new(true),
            below: Mutex::new(None),
            shared: Arc::downgrade(&shared),
        })
    };
    JoinMany {
        fresh: (0..futures.len()).map(child).collect(),
        outputs: futures.iter().map(|_| None).collect(),
        futures: futures
            .into_iter()
            .map(|future| Some(Box::pin(future)))
            .collect(),
        shared,
    }
}

impl<F: Future> Future for JoinMany<F> {
    type Output = Vec<F::Output>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        *this.shared.task.lock().unwrap() = Some(cx.waker().clone());
        let mut turns = std::mem::take(&mut this.fresh);
        let mut top = this.shared.top.lock().unwrap().take();
        while let Some(child) = top {
            top = child.below.lock().unwrap().take();
            turns.push(child);
        }
        for child in turns {
            child.queued.store(false, SeqCst);
            let at = child.at;
            let Some(mut future) = this.futures[at].take() else {
                continue;
            };
            let waker = Waker::from(child);
            match future.as_mut().poll(&mut Context::from_waker(&waker)) {
                Poll::Ready(output) => this.outputs[at] = Some(output),
                Poll::Pending => this.futures[at] = Some(future),
            }
        }
        if this.futures.iter().any(Option::is_some) {
            return Poll::Pending;
        }
        Poll::Ready(this.outputs.drain(..).flatten().collect())
    }
}

#[derive(Default)]
struct Shared {
    top: Mutex<Option<Arc<Child>>>,
    task: Mutex<Option<Waker>>,
}

struct Child {
    at: usize,
    queued: AtomicBool,
    below: Mutex<Option<Arc<Child>>>,
    shared: Weak<Shared>,
}

impl Wake for Child {
    fn wake(self: Arc<Self>) {
        let Some(shared) = self.shared.upgrade() else {
            return;
        };
        if !self.queued.swap(true, SeqCst) {
            let mut top = shared.top.lock().unwrap();
            *self.below.lock().unwrap() = top.take();
            *top = Some(self);
        }
        let task = shared.task.lock().unwrap().clone();
        if let Some(task) = task {
            task.wake();
        }
    }
}
