//! Style: one table for the whole program, in which each join has an entry until it is dropped.

use std::collections::{BTreeMap, HashSet};
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};

/// Made by [`join_many`].
pub struct JoinMany<F: Future> {
    futures: Vec<Pin<Box<F>>>,
    outputs: Vec<Option<F::Output>>,
    page: u64,
    began: bool,
}

impl<F: Future> Unpin for JoinMany<F> {}

/// A future that waits for all of `futures` at the same time, and is ready with their outputs in order.
pub fn join_many<F: Future>(futures: Vec<F>) -> JoinMany<F> {
    let page = NEXT.fetch_add(1, SeqCst);
    REGISTER.lock().unwrap().insert(page, Page::default());
    let outputs = futures.iter().map(|_| None).collect();
    JoinMany {
        futures: futures.into_iter().map(Box::pin).collect(),
        outputs,
        page,
        began: false,
    }
}

impl<F: Future> Future for JoinMany<F> {
    type Output = Vec<F::Output>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        {
            let mut register = REGISTER.lock().unwrap();
            let old = register
                .get_mut(&this.page)
                .unwrap()
                .task
                .replace(cx.waker().clone());
            drop(register);
            drop(old);
        }
        for at in 0..this.futures.len() {
            let woken = REGISTER
                .lock()
                .unwrap()
                .get_mut(&this.page)
                .unwrap()
                .woken
                .remove(&at);
            if this.outputs[at].is_some() || (this.began && !woken) {
                continue;
            }
            let waker = Waker::from(Arc::new(Child {
                page: this.page,
                at,
            }));
            if let Poll::Ready(output) = this.futures[at]
                .as_mut()
                .poll(&mut Context::from_waker(&waker))
            {
                this.outputs[at] = Some(output);
            }
        }
        this.began = true;
        if this.outputs.iter().any(Option::is_none) {
            return Poll::Pending;
        }
        this.futures.clear();
        Poll::Ready(this.outputs.drain(..).flatten().collect())
    }
}

static REGISTER: Mutex<BTreeMap<u64, Page>> = Mutex::new(BTreeMap::new());
static NEXT: AtomicU64 = AtomicU64::new(0);

#[derive(Default)]
struct Page {
    woken: HashSet<usize>,
    task: Option<Waker>,
}

struct Child {
    page: u64,
    at: usize,
}

impl Wake for Child {
    fn wake(self: Arc<Self>) {
        let mut register = REGISTER.lock().unwrap();
        let task = register.get_mut(&self.page).and_then(|page| {
            page.woken.insert(self.at);
            page.task.clone()
        });
        drop(register);
        if let Some(task) = task {
            task.wake();
        }
    }
}

impl<F: Future> Drop for JoinMany<F> {
    fn drop(&mut self) {
        let page = REGISTER.lock().unwrap().remove(&self.page);
        drop(page);
    }
}
