//! Style: a lock for each flag, and `ArcWake` from `futures`.

use std::collections::VecDeque;
use std::task::Waker;

use futures::task::{ArcWake, waker};

use crate::sync::{Arc, Mutex, Weak};

/// The numbers of the tasks that were woken, in order.
pub struct ReadyQueue {
    shared: Arc<Shared>,
}

struct Shared {
    woken: Mutex<VecDeque<Arc<Task>>>,
    alarm: Box<dyn Fn() + Send + Sync>,
}

struct Task {
    id: usize,
    /// Under a lock of its own, which is never held together with the other one.
    queued: Mutex<bool>,
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
        waker(Arc::new(Task {
            id,
            queued: Mutex::new(false),
            shared: Arc::downgrade(&self.shared),
        }))
    }

    /// Takes out the number at the front.
    pub fn next(&self) -> Option<usize> {
        let task = self.shared.woken.lock().unwrap().pop_front()?;
        *task.queued.lock().unwrap() = false;
        Some(task.id)
    }

    /// How many numbers are in the queue.
    #[allow(clippy::len_without_is_empty)]
    pub fn len(&self) -> usize {
        self.shared.woken.lock().unwrap().len()
    }
}

impl ArcWake for Task {
    fn wake_by_ref(this: &Arc<Self>) {
        if std::mem::replace(&mut *this.queued.lock().unwrap(), true) {
            return;
        }
        let Some(shared) = this.shared.upgrade() else {
            return;
        };
        let mut woken = shared.woken.lock().unwrap();
        woken.push_back(Arc::clone(this));
        let first = woken.len() == 1;
        drop(woken);
        if first {
            (shared.alarm)();
        }
    }
}
