// entry: found_by_its_waker
use std::collections::{BTreeMap, VecDeque};
use std::future::poll_fn;
use std::sync::Mutex;
use std::task::{Poll, Waker};

struct Inner<T> {
    items: BTreeMap<(u32, u64), T>,
    put: u64,
    closed: bool,
    waiting: VecDeque<Waker>,
}

pub struct PriorityQueue<T> {
    inner: Mutex<Inner<T>>,
}

/// A `get` in the list of those that wait.
struct Place<'a, T> {
    queue: &'a PriorityQueue<T>,
    waker: Option<Waker>,
    ready: bool,
}

impl<T> Drop for Place<'_, T> {
    fn drop(&mut self) {
        let Some(waker) = self.waker.take().filter(|_| !self.ready) else { return };
        let mut inner = self.queue.inner.lock().unwrap();
        let before = inner.waiting.len();
        inner.waiting.retain(|other| !other.will_wake(&waker));
        // It was woken and has taken nothing: the next one may.
        let next = match inner.waiting.len() == before && !inner.items.is_empty() {
            true => inner.waiting.pop_front(),
            false => None,
        };
        drop(inner);
        if let Some(waker) = next {
            waker.wake();
        }
    }
}

impl<T> PriorityQueue<T> {
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        Self {
            inner: Mutex::new(Inner {
                items: BTreeMap::new(),
                put: 0,
                closed: false,
                waiting: VecDeque::new(),
            }),
        }
    }

    pub fn put(&self, priority: u32, item: T) {
        let mut inner = self.inner.lock().unwrap();
        let number = inner.put;
        inner.put += 1;
        inner.items.insert((priority, number), item);
        let woken = inner.waiting.pop_front();
        drop(inner);
        if let Some(waker) = woken {
            waker.wake();
        }
    }

    pub async fn get(&self) -> Option<T> {
        let mut place = Place { queue: self, waker: None, ready: false };
        poll_fn(|cx| {
            let mut inner = self.inner.lock().unwrap();
            if let Some((_, item)) = inner.items.pop_first() {
                place.ready = true;
                return Poll::Ready(Some(item));
            }
            if inner.closed {
                place.ready = true;
                return Poll::Ready(None);
            }
            inner.waiting.retain(|other| !other.will_wake(cx.waker()));
            place.waker = Some(cx.waker().clone());
            inner.waiting.push_back(cx.waker().clone());
            Poll::Pending
        })
        .await
    }

    pub fn close(&self) {
        let mut inner = self.inner.lock().unwrap();
        inner.closed = true;
        let woken = std::mem::take(&mut inner.waiting);
        drop(inner);
        woken.into_iter().for_each(Waker::wake);
    }
}
