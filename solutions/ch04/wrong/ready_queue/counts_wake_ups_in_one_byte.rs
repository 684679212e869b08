//! Belief: before it is taken out, a task is woken a few times at most.
//! Rejected by: a_number_in_the_queue_is_not_put_in_again
//! Saying: woken 65,537 times before it was taken out

use std::collections::VecDeque;
use std::task::{Wake, Waker};

use crate::sync::atomic::{AtomicU8, Ordering};
use crate::sync::{Arc, Mutex, Weak};

/// The numbers of the tasks that were woken, in order.
pub struct ReadyQueue {
    shared: Arc<Shared>,
}

struct Shared {
    woken: Mutex<VecDeque<Arc<Task>>>,
    alarm: Box<dyn Fn() + Send + Sync>,
}

/// What the wakers of one task share.
struct Task {
    id: usize,
    /// How often it was woken since it was taken out.
    queued: AtomicU8,
    // Weak: a waker may live longer than its executor, and must not keep it.
    shared: Weak<Shared>,
}

impl ReadyQueue {
    /// An empty queue. `alarm` is called each time that a number comes into the empty queue.
    pub fn new(alarm: impl Fn() + Send + Sync + 'static) -> Self {
        Self {
            shared: Arc::new(Shared {
                woken: Mutex::default(),
                alarm: Box::new(alarm),
            }),
        }
    }

    /// The waker of task `id`. It is made once for each task; whoever needs it again clones it.
    pub fn waker(&self, id: usize) -> Waker {
        Waker::from(Arc::new(Task {
            id,
            queued: AtomicU8::new(0),
            shared: Arc::downgrade(&self.shared),
        }))
    }

    /// Takes out the number that has waited longest.
    pub fn next(&self) -> Option<usize> {
        let task = self.shared.woken.lock().unwrap().pop_front()?;
        // A swap, to see what was written before the wake-ups that found the number in the queue.
        task.queued.swap(0, Ordering::AcqRel);
        Some(task.id)
    }

    /// How many numbers are in the queue.
    #[allow(clippy::len_without_is_empty)]
    pub fn len(&self) -> usize {
        self.shared.woken.lock().unwrap().len()
    }
}

impl Wake for Task {
    fn wake(self: Arc<Self>) {
        if self.queued.fetch_add(1, Ordering::AcqRel) == 0 {
            self.enter();
        }
    }

    fn wake_by_ref(self: &Arc<Self>) {
        if self.queued.fetch_add(1, Ordering::AcqRel) == 0 {
            Arc::clone(self).enter();
        }
    }
}

impl Task {
    /// Goes to the back of the queue, which it is not in.
    fn enter(self: Arc<Self>) {
        let Some(shared) = self.shared.upgrade() else {
            return;
        };
        let first = {
            let mut woken = shared.woken.lock().unwrap();
            woken.push_back(self);
            woken.len() == 1
        };
        // With the lock free again: the alarm may come back here.
        if first {
            (shared.alarm)();
        }
    }
}
