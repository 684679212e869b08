//! Belief: a wake in the middle of a poll is for the next poll, whoever it was.
//! Rejected by: a_turn_answers_every_wake_before_it
//! Saying: polled B again

use std::collections::{BTreeMap, BTreeSet};
use std::pin::Pin;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, Weak};
use std::task::{Context, Poll, Wake, Waker};

/// Made by [`join_many`].
pub struct JoinMany<F: Future> {
    waiting: BTreeMap<usize, Pin<Box<F>>>,
    outputs: BTreeMap<usize, F::Output>,
    wakers: Vec<Waker>,
    news: Receiver<usize>,
    woken: BTreeSet<usize>,
    task: Arc<Mutex<Option<Waker>>>,
}

struct Sends {
    number: usize,
    to: Sender<usize>,
    task: Weak<Mutex<Option<Waker>>>,
}

impl Wake for Sends {
    fn wake(self: Arc<Self>) {
        // Whoever does not listen any more does not want to know.
        if self.to.send(self.number).is_err() {
            return;
        }
        let Some(task) = self.task.upgrade() else {
            return;
        };
        let waker = task.lock().unwrap().clone();
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

/// A future that waits for all of `futures` at the same time, and is ready with their outputs in order.
pub fn join_many<F: Future>(futures: Vec<F>) -> JoinMany<F> {
    let (to, news) = channel();
    let task = Arc::<Mutex<Option<Waker>>>::default();
    let waker = |number| {
        let (to, task) = (to.clone(), Arc::downgrade(&task));
        Waker::from(Arc::new(Sends { number, to, task }))
    };
    JoinMany {
        wakers: (0..futures.len()).map(waker).collect(),
        woken: (0..futures.len()).collect(),
        waiting: futures.into_iter().map(Box::pin).enumerate().collect(),
        outputs: BTreeMap::new(),
        news,
        task,
    }
}

impl<F: Future> Unpin for JoinMany<F> {}

impl<F: Future> Future for JoinMany<F> {
    type Output = Vec<F::Output>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        let old = this.task.lock().unwrap().replace(cx.waker().clone());
        drop(old);
        this.woken.extend(this.news.try_iter());
        for number in std::mem::take(&mut this.woken) {
            let Some(future) = this.waiting.get_mut(&number) else {
                continue;
            };
            let mut cx = Context::from_waker(&this.wakers[number]);
            if let Poll::Ready(output) = future.as_mut().poll(&mut cx) {
                this.waiting.remove(&number);
                this.outputs.insert(number, output);
            }
        }
        if !this.waiting.is_empty() {
            return Poll::Pending;
        }
        let waker = this.task.lock().unwrap().take();
        drop(waker);
        Poll::Ready(std::mem::take(&mut this.outputs).into_values().collect())
    }
}
