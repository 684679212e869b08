//! Belief: if the lock is taken the join is being polled, and will see for itself.
//! Rejected by: a_wake_while_the_join_is_polled_is_not_lost
//! Saying: the task was not woken

use std::collections::BTreeSet;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};

/// Made by [`join_many`].
pub struct JoinMany<F: Future> {
    futures: Vec<Option<Pin<Box<F>>>>,
    outputs: Vec<Option<F::Output>>,
    wakers: Vec<Waker>,
    shared: Arc<Shared>,
}

impl<F: Future> Unpin for JoinMany<F> {}

/// A future that waits for all of `futures` at the same time, and is ready with their outputs in order.
pub fn join_many<F: Future>(futures: Vec<F>) -> JoinMany<F> {
    let shared = Arc::new(Shared(Mutex::new(State {
        woken: (0..futures.len()).collect(),
        task: None,
    })));
    let waker = |at| {
        Waker::from(Arc::new(Child {
            at,
            shared: Arc::clone(&shared),
        }))
    };
    JoinMany {
        wakers: (0..futures.len()).map(waker).collect(),
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
        let mut state = this.shared.0.lock().unwrap();
        state.task = Some(cx.waker().clone());
        let turns = std::mem::take(&mut state.woken);
        for at in turns {
            let Some(future) = &mut this.futures[at] else {
                continue;
            };
            let mut cx = Context::from_waker(&this.wakers[at]);
            if let Poll::Ready(output) = future.as_mut().poll(&mut cx) {
                this.outputs[at] = Some(output);
                this.futures[at] = None;
            }
        }
        drop(state);
        if this.futures.iter().any(Option::is_some) {
            return Poll::Pending;
        }
        Poll::Ready(this.outputs.drain(..).flatten().collect())
    }
}

#[derive(Default)]
struct Shared(Mutex<State>);

#[derive(Default)]
struct State {
    woken: BTreeSet<usize>,
    task: Option<Waker>,
}

struct Child {
    at: usize,
    shared: Arc<Shared>,
}

impl Wake for Child {
    fn wake(self: Arc<Self>) {
        let Ok(mut state) = self.shared.0.try_lock() else {
            return;
        };
        state.woken.insert(self.at);
        let task = state.task.clone();
        drop(state);
        if let Some(task) = task {
            task.wake();
        }
    }
}
