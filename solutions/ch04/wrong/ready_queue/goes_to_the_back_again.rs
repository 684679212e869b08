//! Belief: the last wake-up of a task is the one that counts.
//! Rejected by: a_number_in_the_queue_is_not_put_in_again
//! Saying: 1 is due, and then 2, once each

use std::collections::VecDeque;
use std::task::{Wake, Waker};

use crate::sync::{Arc, Mutex, Weak};

struct Inner {
    queue: VecDeque<Arc<Entry>>,
}

struct Shared {
    inner: Mutex<Inner>,
    alarm: Box<dyn Fn() + Send + Sync>,
}

struct Entry {
    id: usize,
    queued: Mutex<bool>,
    shared: Weak<Shared>,
}

impl Wake for Entry {
    fn wake(self: Arc<Self>) {
        let Some(shared) = self.shared.upgrade() else {
            return;
        };
        let mut inner = shared.inner.lock().unwrap();
        if std::mem::replace(&mut *self.queued.lock().unwrap(), true) {
            inner.queue.retain(|entry| !Arc::ptr_eq(entry, &self));
            inner.queue.push_back(self.clone());
            return;
        }
        inner.queue.push_back(self.clone());
        let first = inner.queue.len() == 1;
        drop(inner);
        if first {
            (shared.alarm)();
        }
    }
}

/// The numbers of the tasks that were woken, in order.
pub struct ReadyQueue {
    shared: Arc<Shared>,
}

impl ReadyQueue {
    /// An empty queue. `alarm` is called each time that a number comes into the empty queue.
    pub fn new(alarm: impl Fn() + Send + Sync + 'static) -> Self {
        Self {
            shared: Arc::new(Shared {
                inner: Mutex::new(Inner {
                    queue: VecDeque::new(),
                }),
                alarm: Box::new(alarm),
            }),
        }
    }

    /// The waker of task `id`. It is made once for each task; whoever needs it again clones it.
    pub fn waker(&self, id: usize) -> Waker {
        Arc::new(Entry {
            id,
            queued: Mutex::new(false),
            shared: Arc::downgrade(&self.shared),
        })
        .into()
    }

    /// Takes out the number that has waited longest.
    pub fn next(&self) -> Option<usize> {
        let mut inner = self.shared.inner.lock().unwrap();
        let entry = inner.queue.pop_front()?;
        *entry.queued.lock().unwrap() = false;
        Some(entry.id)
    }

    /// How many numbers are in the queue.
    #[allow(clippy::len_without_is_empty)]
    pub fn len(&self) -> usize {
        self.shared.inner.lock().unwrap().queue.len()
    }
}
