//! Style: a set of the woken behind a `Weak`, and a poll that goes up through it once.

use std::collections::{BTreeMap, BTreeSet};
use std::pin::Pin;
use std::sync::{Arc, Mutex, Weak};
use std::task::{Context, Poll, Wake, Waker};

/// Made by [`join_many`].
pub struct JoinMany<F: Future> {
    futures: BTreeMap<usize, Pin<Box<F>>>,
    outputs: Vec<Option<F::Output>>,
    shared: Arc<Mutex<Shared>>,
    over: bool,
}

impl<F: Future> Unpin for JoinMany<F> {}

/// A future that waits for all of `futures` at the same time, and is ready with their outputs in order.
pub fn join_many<F: Future>(futures: Vec<F>) -> JoinMany<F> {
    let shared = Shared {
        woken: (0..futures.len()).collect(),
        task: None,
    };
    let outputs = futures.iter().map(|_| None).collect();
    let futures = futures.into_iter().map(Box::pin).enumerate().collect();
    JoinMany {
        futures,
        outputs,
        shared: Arc::new(Mutex::new(shared)),
        over: false,
    }
}

impl<F: Future> Future for JoinMany<F> {
    type Output = Vec<F::Output>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        assert!(!self.over, "polled after it was ready");
        let this = &mut *self;
        let old = this.shared.lock().unwrap().task.replace(cx.waker().clone());
        drop(old);
        let mut from = 0;
        loop {
            let mut state = this.shared.lock().unwrap();
            let Some(at) = state.woken.range(from..).next().copied() else {
                break;
            };
            state.woken.remove(&at);
            drop(state);
            from = at + 1;
            let Some(future) = this.futures.get_mut(&at) else {
                continue;
            };
            let waker = Waker::from(Arc::new(Child {
                at,
                shared: Arc::downgrade(&this.shared),
            }));
            if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
                this.outputs[at] = Some(output);
                this.futures.remove(&at);
            }
        }
        if !this.futures.is_empty() {
            return Poll::Pending;
        }
        this.over = true;
        Poll::Ready(this.outputs.drain(..).flatten().collect())
    }
}

#[derive(Default)]
struct Shared {
    woken: BTreeSet<usize>,
    task: Option<Waker>,
}

struct Child {
    at: usize,
    shared: Weak<Mutex<Shared>>,
}

impl Wake for Child {
    fn wake(self: Arc<Self>) {
        let Some(shared) = self.shared.upgrade() else {
            return;
        };
        let mut state = shared.lock().unwrap();
        state.woken.insert(self.at);
        let task = state.task.take();
        drop(state);
        if let Some(task) = task {
            task.wake();
        }
    }
}
