//! The numbers of the tasks that were woken, in order: a waker puts its own in, once.

use std::collections::VecDeque;
use std::task::{Wake, Waker};

use crate::sync::atomic::{AtomicBool, Ordering};
use crate::sync::{Arc, Mutex, Weak};

/// The numbers of the tasks that were woken, in order.
pub struct ReadyQueue(Arc<Shared>);

struct Shared {
    waiting: Mutex<VecDeque<Arc<Entry>>>,
    alarm: Box<dyn Fn() + Send + Sync>,
}

struct Entry {
    id: usize,
    queue: Weak<Shared>,
    /// It is in the queue, or on its way there.
    queued: AtomicBool,
}

impl ReadyQueue {
    /// An empty queue. `alarm` is called when the first number comes in.
    pub fn new(alarm: impl Fn() + Send + Sync + 'static) -> Self {
        Self(Arc::new(Shared {
            waiting: Mutex::default(),
            alarm: Box::new(alarm),
        }))
    }

    /// The waker of task `id`. It is made once for each task; whoever needs it again clones it.
    pub fn waker(&self, id: usize) -> Waker {
        Waker::from(Arc::new(Entry {
            id,
            queue: Arc::downgrade(&self.0),
            queued: AtomicBool::new(false),
        }))
    }

    /// Takes out the number that has waited longest.
    pub fn next(&self) -> Option<usize> {
        let entry = self.0.waiting.lock().unwrap().pop_front()?;
        // Before the task is polled: what it is woken for meanwhile is news.
        entry.queued.store(false, Ordering::SeqCst);
        Some(entry.id)
    }

    /// How many numbers are in the queue.
    #[allow(clippy::len_without_is_empty)]
    pub fn len(&self) -> usize {
        self.0.waiting.lock().unwrap().len()
    }
}

impl Wake for Entry {
    fn wake(self: Arc<Self>) {
        if !self.queued.swap(true, Ordering::SeqCst) {
            self.enter();
        }
    }

    fn wake_by_ref(self: &Arc<Self>) {
        if !self.queued.swap(true, Ordering::SeqCst) {
            Arc::clone(self).enter();
        }
    }
}

impl Entry {
    /// Goes to the back of the queue, which it is not in.
    fn enter(self: Arc<Self>) {
        let Some(queue) = self.queue.upgrade() else {
            return;
        };
        let first = {
            let mut waiting = queue.waiting.lock().unwrap();
            waiting.push_back(self);
            waiting.len() == 1
        };
        // With the lock released: the alarm may come back here.
        if first {
            (queue.alarm)();
        }
    }
}
