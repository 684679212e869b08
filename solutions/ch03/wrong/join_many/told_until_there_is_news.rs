//! Belief: the task that was told need not be told again before a poll finds news.
//! Rejected by: a_wake_while_the_join_is_polled_is_not_lost
//! Saying: since its last wake

use std::collections::BTreeSet;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
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
    let shared = Arc::new(Shared {
        woken: Mutex::new((0..futures.len()).collect()),
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
    }
}

impl<F: Future> Future for JoinMany<F> {
    type Output = Vec<F::Output>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        *this.shared.task.lock().unwrap() = Some(cx.waker().clone());
        if this.shared.woken.lock().unwrap().is_empty() && this.futures.iter().any(Option::is_some)
        {
            return Poll::Pending;
        }
        this.shared.told.store(false, SeqCst);
        let mut from = 0;
        loop {
            let next = this
                .shared
                .woken
                .lock()
                .unwrap()
                .range(from..)
                .next()
                .copied();
            let Some(at) = next else { break };
            from = at + 1;
            this.shared.woken.lock().unwrap().remove(&at);
            let Some(future) = &mut this.futures[at] else {
                continue;
            };
            let mut cx = Context::from_waker(&this.wakers[at]);
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

#[derive(Default)]
struct Shared {
    woken: Mutex<BTreeSet<usize>>,
    told: AtomicBool,
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
        if !self.shared.told.swap(true, SeqCst)
            && let Some(task) = task
        {
            task.wake();
        }
    }
}
