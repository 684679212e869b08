//! Style: one lock, and a search through the queue; no flag is needed.

use std::collections::VecDeque;
use std::task::{Wake, Waker};

use crate::sync::{Arc, Mutex, Weak};

/// The numbers of the tasks that were woken, in order.
pub struct ReadyQueue {
    shared: Arc<Shared>,
}

struct Shared {
    woken: Mutex<VecDeque<usize>>,
    alarm: Box<dyn Fn() + Send + Sync>,
}

struct Task {
    id: usize,
    shared: Weak<Shared>,
}

impl ReadyQueue {
    /// An empty queue. `alarm` is called each time a number comes into the empty queue.
    pub fn new(alarm: impl Fn() + Send + Sync + 'static) -> Self {
        Self {
            shared: Arc::new(Shared {
                woken: Mutex::default(),
                alarm: Box::new(alarm),
            }),
        }
    }

    /// The waker of task `id`. Called once for each task; later wakers are clones.
    pub fn waker(&self, id: usize) -> Waker {
        Waker::from(Arc::new(Task {
            id,
            shared: Arc::downgrade(&self.shared),
        }))
    }

    /// Takes out the number at the front.
    pub fn next(&self) -> Option<usize> {
        self.shared.woken.lock().unwrap().pop_front()
    }

    /// How many numbers are in the queue.
    #[allow(clippy::len_without_is_empty)]
    pub fn len(&self) -> usize {
        self.shared.woken.lock().unwrap().len()
    }
}

impl Shared {
    fn put_in(&self, id: usize) {
        let first = {
            let mut woken = self.woken.lock().unwrap();
            if woken.contains(&id) {
                return;
            }
            woken.push_back(id);
            woken.len() == 1
        };
        if first {
            (self.alarm)();
        }
    }
}

impl Wake for Task {
    fn wake(self: Arc<Self>) {
        if let Some(shared) = self.shared.upgrade() {
            shared.put_in(self.id);
        }
    }
}
