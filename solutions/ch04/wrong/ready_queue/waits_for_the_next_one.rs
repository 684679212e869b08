//! Belief: whoever asks for the next number wants one.
//! Rejected by: numbers_come_out_in_the_order_of_their_wakes
//! Saying: that never ends

use std::task::{Wake, Waker};

use crate::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use crate::sync::mpsc::{Receiver, Sender, channel};
use crate::sync::{Arc, Mutex};

/// The numbers of the tasks that were woken, in order.
pub struct ReadyQueue {
    sender: Sender<Arc<Task>>,
    woken: Mutex<Receiver<Arc<Task>>>,
    waiting: Arc<AtomicUsize>,
    alarm: Arc<dyn Fn() + Send + Sync>,
}

struct Task {
    id: usize,
    queued: AtomicBool,
    sender: Mutex<Sender<Arc<Task>>>,
    waiting: Arc<AtomicUsize>,
    alarm: Arc<dyn Fn() + Send + Sync>,
}

impl ReadyQueue {
    /// An empty queue. `alarm` is called each time that a number comes into the empty queue.
    pub fn new(alarm: impl Fn() + Send + Sync + 'static) -> Self {
        let (sender, woken) = channel();
        Self {
            sender,
            woken: Mutex::new(woken),
            waiting: Arc::default(),
            alarm: Arc::new(alarm),
        }
    }

    /// The waker of task `id`. It is made once for each task; whoever needs it again clones it.
    pub fn waker(&self, id: usize) -> Waker {
        Waker::from(Arc::new(Task {
            id,
            queued: AtomicBool::new(false),
            sender: Mutex::new(self.sender.clone()),
            waiting: Arc::clone(&self.waiting),
            alarm: Arc::clone(&self.alarm),
        }))
    }

    /// Takes out the number that has waited longest.
    pub fn next(&self) -> Option<usize> {
        let task = self.woken.lock().unwrap().recv().ok()?;
        self.waiting.fetch_sub(1, Ordering::SeqCst);
        task.queued.store(false, Ordering::SeqCst);
        Some(task.id)
    }

    /// How many numbers are in the queue.
    #[allow(clippy::len_without_is_empty)]
    pub fn len(&self) -> usize {
        self.waiting.load(Ordering::SeqCst)
    }
}

impl Wake for Task {
    fn wake(self: Arc<Self>) {
        if self.queued.swap(true, Ordering::SeqCst) {
            return;
        }
        let (sender, task) = (self.sender.lock().unwrap().clone(), Arc::clone(&self));
        let first = self.waiting.fetch_add(1, Ordering::SeqCst) == 0;
        let _ = sender.send(task);
        if first {
            (self.alarm)();
        }
    }
}
