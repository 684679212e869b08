// entry: last_in_first_out
use std::collections::VecDeque;
use std::future::poll_fn;
use std::task::{Context, Poll, Waker};

use crate::sync::{Arc, Mutex};

pub struct Queue<T> {
    capacity: usize,
    items: Mutex<VecDeque<T>>,
    filled: Semaphore,
    free: Semaphore,
}

impl<T> Queue<T> {
    pub fn new(capacity: usize) -> Self {
        Self {
            capacity,
            items: Mutex::new(VecDeque::new()),
            filled: Semaphore::new(0),
            free: Semaphore::new(capacity),
        }
    }

    pub fn len(&self) -> usize {
        self.items.lock().unwrap().len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub fn is_full(&self) -> bool {
        self.len() == self.capacity
    }

    pub async fn put(&self, item: T) {
        self.free.acquire().await;
        self.push(item);
    }

    pub async fn get(&self) -> T {
        self.filled.acquire().await;
        self.pop()
    }

    pub fn try_put(&self, item: T) -> Result<(), T> {
        if !self.free.try_acquire() {
            return Err(item);
        }
        self.push(item);
        Ok(())
    }

    pub fn try_get(&self) -> Option<T> {
        self.filled.try_acquire().then(|| self.pop())
    }

    fn push(&self, item: T) {
        self.items.lock().unwrap().push_back(item);
        self.filled.release();
    }

    fn pop(&self) -> T {
        let item = self.items.lock().unwrap().pop_back();
        self.free.release();
        item.expect("an item for each permit")
    }
}

struct Semaphore(Mutex<Permits>);

struct Permits {
    free: usize,
    queue: VecDeque<Arc<Mutex<Slot>>>,
}

enum Slot {
    Waits(Waker),
    Handed,
}

struct Acquire<'a> {
    semaphore: &'a Semaphore,
    slot: Option<Arc<Mutex<Slot>>>,
}

impl Semaphore {
    fn new(free: usize) -> Self {
        let queue = VecDeque::new();
        Self(Mutex::new(Permits { free, queue }))
    }

    async fn acquire(&self) {
        let mut request = Acquire {
            semaphore: self,
            slot: None,
        };
        poll_fn(|cx| request.poll(cx)).await;
    }

    fn try_acquire(&self) -> bool {
        // A free permit means that no request waits.
        let mut permits = self.0.lock().unwrap();
        let left = permits.free.checked_sub(1);
        permits.free = left.unwrap_or(0);
        left.is_some()
    }

    fn release(&self) {
        let mut permits = self.0.lock().unwrap();
        let Some(first) = permits.queue.pop_front() else {
            permits.free += 1;
            return;
        };
        let slot = std::mem::replace(&mut *first.lock().unwrap(), Slot::Handed);
        drop(permits);
        if let Slot::Waits(waker) = slot {
            waker.wake();
        }
    }
}

impl Acquire<'_> {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let mut permits = self.semaphore.0.lock().unwrap();
        let Some(slot) = &self.slot else {
            if permits.free > 0 {
                permits.free -= 1;
                return Poll::Ready(());
            }
            let slot = Arc::new(Mutex::new(Slot::Waits(cx.waker().clone())));
            permits.queue.push_back(Arc::clone(&slot));
            self.slot = Some(slot);
            return Poll::Pending;
        };
        if let Slot::Waits(waker) = &mut *slot.lock().unwrap() {
            waker.clone_from(cx.waker());
            return Poll::Pending;
        }
        self.slot = None;
        Poll::Ready(())
    }
}

impl Drop for Acquire<'_> {
    fn drop(&mut self) {
        let Some(slot) = self.slot.take() else { return };
        let mut permits = self.semaphore.0.lock().unwrap();
        permits.queue.retain(|other| !Arc::ptr_eq(other, &slot));
        let handed = matches!(*slot.lock().unwrap(), Slot::Handed);
        drop(permits);
        if handed {
            self.semaphore.release();
        }
    }
}
