//! Style: a new waker for each poll of a future; the wakers of earlier polls do nothing.

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

impl<F: Future> Unpin for JoinMany<F> {}

/// A future that waits for all of `futures` at the same time, and is ready with their outputs in order.
pub fn join_many<F: Future>(futures: Vec<F>) -> JoinMany<F> {
    let shared = Shared {
        turns: vec![0; futures.len()],
        woken: (0..futures.len()).collect(),
        task: None,
    };
    JoinMany {
        outputs: futures.iter().map(|_| None).collect(),
        futures: futures
            .into_iter()
            .map(|future| Some(Box::pin(future)))
            .collect(),
        shared: Arc::new(Mutex::new(shared)),
    }
}

impl<F: Future> Future for JoinMany<F> {
    type Output = Vec<F::Output>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        this.shared.lock().unwrap().task = Some(cx.waker().clone());
        let mut from = 0;
        loop {
            let mut shared = this.shared.lock().unwrap();
            let Some(at) = shared.woken.range(from..).next().copied() else {
                break;
            };
            shared.woken.remove(&at);
            shared.turns[at] += 1;
            let turn = shared.turns[at];
            drop(shared);
            from = at + 1;
            let Some(future) = &mut this.futures[at] else {
                continue;
            };
            let waker = Waker::from(Arc::new(Child {
                at,
                turn,
                shared: Arc::clone(&this.shared),
            }));
            let mut cx = Context::from_waker(&waker);
            if let Poll::Ready(output) = future.as_mut().poll(&mut cx) {
                this.outputs[at] = Some(output);
                this.futures[at] = None;
            }
        }
        if this.futures.iter().any(Option::is_some) {
            return Poll::Pending;
        }
        Poll::Ready(this.outputs.drain(..).flatten().collect())
    }
}

struct Child {
    at: usize,
    turn: u64,
    shared: Arc<Mutex<Shared>>,
}

struct Shared {
    turns: Vec<u64>,
    woken: BTreeSet<usize>,
    task: Option<Waker>,
}

impl Wake for Child {
    fn wake(self: Arc<Self>) {
        let mut shared = self.shared.lock().unwrap();
        if shared.turns[self.at] != self.turn {
            return;
        }
        shared.woken.insert(self.at);
        let task = shared.task.clone();
        drop(shared);
        if let Some(task) = task {
            task.wake();
        }
    }
}
