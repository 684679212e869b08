//! Belief: two locked steps are as good as one.
//! Rejected by: the_alarm_rings_once_in_any_order
//! Saying: alarm rang 1 times

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
        let front = self.shared.inner.lock().unwrap().queue.front()?.clone();
        *front.queued.lock().unwrap() = false;
        self.shared
            .inner
            .lock()
            .unwrap()
            .queue
            .pop_front()
            .map(|entry| entry.id)
    }

    /// How many numbers are in the queue.
    #[allow(clippy::len_without_is_empty)]
    pub fn len(&self) -> usize {
        self.shared.inner.lock().unwrap().queue.len()
    }
}
