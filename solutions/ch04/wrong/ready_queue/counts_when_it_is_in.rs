//! Belief: what is in the queue is counted right after it came in.
//! Rejected by: the_alarm_rings_once_in_any_order
//! Saying: as often; the alarm rang 0 times

use std::collections::VecDeque;
use std::task::{Wake, Waker};

use crate::sync::{
    Arc, Mutex, Weak,
    atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst},
};

struct Inner {
    queue: VecDeque<Arc<Entry>>,
}

struct Shared {
    count: AtomicUsize,
    inner: Mutex<Inner>,
    alarm: Box<dyn Fn() + Send + Sync>,
}

struct Entry {
    id: usize,
    queued: AtomicBool,
    shared: Weak<Shared>,
}

impl Wake for Entry {
    fn wake(self: Arc<Self>) {
        let Some(shared) = self.shared.upgrade() else {
            return;
        };
        if self.queued.swap(true, SeqCst) {
            return;
        }
        let mut inner = shared.inner.lock().unwrap();
        inner.queue.push_back(self.clone());
        drop(inner);
        let first = shared.count.fetch_add(1, SeqCst) == 0;
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
                count: AtomicUsize::new(0),
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
            queued: AtomicBool::new(false),
            shared: Arc::downgrade(&self.shared),
        })
        .into()
    }

    /// Takes out the number that has waited longest.
    pub fn next(&self) -> Option<usize> {
        let mut inner = self.shared.inner.lock().unwrap();
        let entry = inner.queue.pop_front()?;
        entry.queued.store(false, SeqCst);
        self.shared.count.fetch_sub(1, SeqCst);
        Some(entry.id)
    }

    /// How many numbers are in the queue.
    #[allow(clippy::len_without_is_empty)]
    pub fn len(&self) -> usize {
        self.shared.count.load(SeqCst)
    }
}
