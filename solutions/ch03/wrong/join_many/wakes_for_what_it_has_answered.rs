//! Belief: if anybody was marked, waking the task at the end of the poll is safe.
//! Rejected by: without_a_wake_the_task_is_left_alone
//! Saying: though nobody had been woken since

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
        ..State::default()
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
        this.shared.0.lock().unwrap().task = Some(cx.waker().clone());
        this.shared.0.lock().unwrap().polling = true;
        let mut from = 0;
        loop {
            let mut state = this.shared.0.lock().unwrap();
            let Some(at) = state.woken.range(from..).next().copied() else {
                break;
            };
            state.woken.remove(&at);
            drop(state);
            from = at + 1;
            let Some(future) = &mut this.futures[at] else {
                continue;
            };
            let mut child = Context::from_waker(&this.wakers[at]);
            if let Poll::Ready(output) = future.as_mut().poll(&mut child) {
                this.outputs[at] = Some(output);
                this.futures[at] = None;
            }
        }
        let mut state = this.shared.0.lock().unwrap();
        state.polling = false;
        let marked = std::mem::take(&mut state.marked);
        drop(state);
        if marked && this.futures.iter().any(Option::is_some) {
            cx.waker().wake_by_ref();
        }
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
    marked: bool,
    polling: bool,
    task: Option<Waker>,
}

struct Child {
    at: usize,
    shared: Arc<Shared>,
}

impl Wake for Child {
    fn wake(self: Arc<Self>) {
        let mut state = self.shared.0.lock().unwrap();
        state.woken.insert(self.at);
        state.marked = true;
        let task = if state.polling {
            None
        } else {
            state.task.clone()
        };
        drop(state);
        if let Some(task) = task {
            task.wake();
        }
    }
}
