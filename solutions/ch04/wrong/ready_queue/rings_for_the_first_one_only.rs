//! Belief: once the executor is awake it stays awake.
//! Rejected by: the_alarm_rings_when_a_number_comes_into_an_empty_queue
//! Saying: 2 was woken, with nobody in the queue

use std::collections::VecDeque;
use std::task::{Wake, Waker};

use crate::sync::atomic::{AtomicBool, Ordering};
use crate::sync::{Arc, Mutex, Weak};

/// The numbers of the tasks that were woken, in order.
pub struct ReadyQueue {
    shared: Arc<Shared>,
}

struct Shared {
    woken: Mutex<VecDeque<Arc<Task>>>,
    alarm: Box<dyn Fn() + Send + Sync>,
    rang: AtomicBool,
}

struct Task {
    id: usize,
    queued: AtomicBool,
    shared: Weak<Shared>,
}

impl ReadyQueue {
    /// An empty queue. `alarm` is called each time that a number comes into the empty queue.
    pub fn new(alarm: impl Fn() + Send + Sync + 'static) -> Self {
        Self {
            shared: Arc::new(Shared {
                woken: Mutex::default(),
                alarm: Box::new(alarm),
                rang: AtomicBool::new(false),
            }),
        }
    }

    /// The waker of task `id`. It is made once for each task; whoever needs it again clones it.
    pub fn waker(&self, id: usize) -> Waker {
        Waker::from(Arc::new(Task {
            id,
            queued: AtomicBool::new(false),
            shared: Arc::downgrade(&self.shared),
        }))
    }

    /// Takes out the number that has waited longest.
    pub fn next(&self) -> Option<usize> {
        let task = self.shared.woken.lock().unwrap().pop_front()?;
        task.queued.store(false, Ordering::SeqCst);
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
        if self.queued.swap(true, Ordering::SeqCst) {
            return;
        }
        let Some(shared) = self.shared.upgrade() else {
            return;
        };
        shared.woken.lock().unwrap().push_back(self);
        if !shared.rang.swap(true, Ordering::SeqCst) {
            (shared.alarm)();
        }
    }
}
