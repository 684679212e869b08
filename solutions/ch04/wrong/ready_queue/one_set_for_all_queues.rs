//! Belief: a number belongs to one task in the whole program.
//! Rejected by: a_number_in_the_queue_is_not_put_in_again
//! Saying: two queues have a task 1 each

use std::collections::{BTreeSet, VecDeque};
use std::task::{Wake, Waker};

use crate::sync::{Arc, Mutex, Weak};

/// The numbers that are in the queue.
static QUEUED: std::sync::Mutex<BTreeSet<usize>> = std::sync::Mutex::new(BTreeSet::new());

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
        Waker::from(Arc::new(Task {
            id,
            shared: Arc::downgrade(&self.shared),
        }))
    }

    /// Takes out the number that has waited longest.
    pub fn next(&self) -> Option<usize> {
        let mut woken = self.shared.woken.lock().unwrap();
        let id = woken.order.pop_front()?;
        QUEUED.lock().unwrap().remove(&id);
        Some(id)
    }

    /// How many numbers are in the queue.
    #[allow(clippy::len_without_is_empty)]
    pub fn len(&self) -> usize {
        self.shared.woken.lock().unwrap().order.len()
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        let left = std::mem::take(&mut self.woken.get_mut().unwrap().order);
        left.iter().for_each(|id| {
            QUEUED.lock().unwrap().remove(id);
        });
    }
}

impl Wake for Task {
    fn wake(self: Arc<Self>) {
        let Some(shared) = self.shared.upgrade() else {
            return;
        };
        let mut woken = shared.woken.lock().unwrap();
        if !QUEUED.lock().unwrap().insert(self.id) {
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
