//! Belief: numbers of tasks are small, and follow one another.
//! Rejected by: numbers_come_out_in_the_order_of_their_wakes
//! Saying: the queue panicked

use std::collections::VecDeque;
use std::task::{Wake, Waker};

use crate::sync::{Arc, Mutex, Weak};

/// The numbers of the tasks that were woken, in order.
pub struct ReadyQueue {
    shared: Arc<Shared>,
}

struct Shared {
    woken: Mutex<Woken>,
    alarm: Box<dyn Fn() + Send + Sync>,
}

#[derive(Default)]
struct Woken {
    order: VecDeque<usize>,
    queued: Vec<bool>,
}

struct Task {
    id: usize,
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
        let mut woken = self.shared.woken.lock().unwrap();
        if woken.queued.len() <= id {
            woken.queued.resize(id.saturating_add(1), false);
        }
        Waker::from(Arc::new(Task {
            id,
            shared: Arc::downgrade(&self.shared),
        }))
    }

    /// Takes out the number that has waited longest.
    pub fn next(&self) -> Option<usize> {
        let mut woken = self.shared.woken.lock().unwrap();
        let id = woken.order.pop_front()?;
        woken.queued[id] = false;
        Some(id)
    }

    /// How many numbers are in the queue.
    #[allow(clippy::len_without_is_empty)]
    pub fn len(&self) -> usize {
        self.shared.woken.lock().unwrap().order.len()
    }
}

impl Wake for Task {
    fn wake(self: Arc<Self>) {
        let Some(shared) = self.shared.upgrade() else {
            return;
        };
        let mut woken = shared.woken.lock().unwrap();
        if std::mem::replace(&mut woken.queued[self.id], true) {
            return;
        }
        woken.order.push_back(self.id);
        let first = woken.order.len() == 1;
        drop(woken);
        if first {
            (shared.alarm)();
        }
    }
}
