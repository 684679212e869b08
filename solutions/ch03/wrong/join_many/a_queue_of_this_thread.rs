//! Belief: a queue of this thread needs no lock.
//! Rejected by: a_wake_from_another_thread_is_not_lost
//! Saying: and it polled nobody

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
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
    let id = NEXT.fetch_add(1, SeqCst);
    let shared = Shared {
        id,
        task: Mutex::new(None),
    };
    WOKEN.with_borrow_mut(|woken| woken.insert(id, (0..futures.len()).collect()));
    let shared = Arc::new(shared);
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
        let mut from = 0;
        loop {
            let next = WOKEN.with_borrow_mut(|woken| {
                let woken = woken.entry(this.shared.id).or_default();
                let next = woken.range(from..).next().copied();
                next.inspect(|at| {
                    woken.remove(at);
                })
            });
            let Some(at) = next else { break };
            from = at + 1;
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

thread_local! {
    static WOKEN: RefCell<HashMap<usize, BTreeSet<usize>>> = RefCell::default();
}
static NEXT: AtomicUsize = AtomicUsize::new(0);

struct Shared {
    id: usize,
    task: Mutex<Option<Waker>>,
}

struct Child {
    at: usize,
    shared: Arc<Shared>,
}

impl Wake for Child {
    fn wake(self: Arc<Self>) {
        WOKEN.with_borrow_mut(|woken| woken.entry(self.shared.id).or_default().insert(self.at));
        let task = self.shared.task.lock().unwrap().clone();
        if let Some(task) = task {
            task.wake();
        }
    }
}
