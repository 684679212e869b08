//! Belief: an atomic counter and a channel are each safe, so together they are.
//! Rejected by: nobody_is_lost_in_any_order
//! Saying: a wake-up was lost

use std::task::{Wake, Waker};

use crate::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use crate::sync::mpsc::{Receiver, Sender, channel};
use crate::sync::{Arc, Mutex, Weak};

/// The numbers of the tasks that were woken, in order.
pub struct ReadyQueue {
    woken: Mutex<Receiver<Arc<Task>>>,
    shared: Arc<Shared>,
}

struct Shared {
    sender: Mutex<Sender<Arc<Task>>>,
    /// Sent, or about to be sent.
    waiting: AtomicUsize,
    alarm: Box<dyn Fn() + Send + Sync>,
}

struct Task {
    id: usize,
    queued: AtomicBool,
    shared: Weak<Shared>,
}

impl ReadyQueue {
    /// An empty queue. `alarm` is called each time that a number comes into the empty queue.
    pub fn new(alarm: impl Fn() + Send + Sync + 'static) -> Self {
        let (sender, woken) = channel();
        Self {
            woken: Mutex::new(woken),
            shared: Arc::new(Shared {
                sender: Mutex::new(sender),
                waiting: AtomicUsize::new(0),
                alarm: Box::new(alarm),
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
        let task = self.woken.lock().unwrap().try_recv().ok()?;
        self.shared.waiting.fetch_sub(1, Ordering::SeqCst);
        task.queued.store(false, Ordering::SeqCst);
        Some(task.id)
    }

    /// How many numbers are in the queue.
    #[allow(clippy::len_without_is_empty)]
    pub fn len(&self) -> usize {
        self.shared.waiting.load(Ordering::SeqCst)
    }
}

impl Wake for Task {
    fn wake(self: Arc<Self>) {
        let Some(shared) = self.shared.upgrade() else {
            return;
        };
        if self.queued.swap(true, Ordering::SeqCst) {
            return;
        }
        let first = shared.waiting.fetch_add(1, Ordering::SeqCst) == 0;
        let _ = shared.sender.lock().unwrap().send(self);
        if first {
            (shared.alarm)();
        }
    }
}
