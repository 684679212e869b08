//! Belief: after the first poll all have been polled, so nobody is marked.
//! Rejected by: one_that_wakes_itself_is_polled_again_in_the_next_poll
//! Saying: the wake was forgotten

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
    began: bool,
}

impl<F: Future> Unpin for JoinMany<F> {}

/// A future that waits for all of `futures` at the same time, and is ready with their outputs in order.
pub fn join_many<F: Future>(futures: Vec<F>) -> JoinMany<F> {
    let shared = Arc::new(Shared {
        woken: Mutex::new(BTreeSet::new()),
        ..Shared::default()
    });
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
        began: false,
    }
}

impl<F: Future> Future for JoinMany<F> {
    type Output = Vec<F::Output>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        *this.shared.task.lock().unwrap() = Some(cx.waker().clone());
        let first = !std::mem::replace(&mut this.began, true);
        for at in 0..this.futures.len() {
            if !this.shared.woken.lock().unwrap().remove(&at) && !first {
                continue;
            }
            let Some(future) = &mut this.futures[at] else {
                continue;
            };
            let mut cx = Context::from_waker(&this.wakers[at]);
            if let Poll::Ready(output) = future.as_mut().poll(&mut cx) {
                this.outputs[at] = Some(output);
                this.futures[at] = None;
            }
        }
        if first {
            this.shared.woken.lock().unwrap().clear();
        }
        if this.futures.iter().any(Option::is_some) {
            return Poll::Pending;
        }
        Poll::Ready(this.outputs.drain(..).flatten().collect())
    }
}

#[derive(Default)]
struct Shared {
    woken: Mutex<BTreeSet<usize>>,
    task: Mutex<Option<Waker>>,
}

struct Child {
    at: usize,
    shared: Arc<Shared>,
}

impl Wake for Child {
    fn wake(self: Arc<Self>) {
        self.shared.woken.lock().unwrap().insert(self.at);
        let task = self.shared.task.lock().unwrap().clone();
        if let Some(task) = task {
            task.wake();
        }
    }
}
