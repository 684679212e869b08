//! # Who is next
//!
//! An executor has a thousand tasks, and three of them were woken. It must find the three without asking
//! the thousand. So a waker writes its task's number into a queue, and the executor takes numbers out.
//! Wakers are called from any thread, many times, at the worst moment.
//!
//! Write `ReadyQueue`. It is judged by these promises:
//!
//! - Waking puts the number at the back of the queue, and there it stays when the waker is gone. `next` takes
//!   the one at the front, and does not wait where there is none. Any `usize` can be the number of a task,
//!   and any number of tasks can be in the queue.
//! - `len` tells how many numbers are in the queue.
//! - A number that is in the queue is not put in again, however often and by whichever clone of its waker
//!   it is woken.
//! - Once `next` has taken a number out, a wake puts it in again: also while the task is being polled.
//! - Each time that a number comes into the empty queue, `alarm` is called once, after the number can be taken,
//!   whether or not `next` has found the queue empty before. While others are waiting in the queue it is not
//!   called.
//! - The alarm may do what it likes, on whatever thread it is called: such as call `next`, or wake a task.
//!   What it holds may wake one too, when it is dropped with the queue.
//! - All that holds in whatever order threads take their steps. A waker that outlives the queue can be
//!   called, and does nothing; it keeps neither the queue nor the alarm alive, except while it is being called.
//!
//! Take locks, atomics, channels and threads from `crate::sync`: the checks try many orders of the
//! threads' steps.

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
}

/// What the wakers of one task share.
struct Task {
    id: usize,
    /// In the queue already.
    queued: AtomicBool,
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
            queued: AtomicBool::new(false),
            shared: Arc::downgrade(&self.shared),
        }))
    }

    /// Takes out the number that has waited longest.
    pub fn next(&self) -> Option<usize> {
        let task = self.shared.woken.lock().unwrap().pop_front()?;
        // A swap, to see what was written before the wake-ups that found the number in the queue.
        task.queued.swap(false, Ordering::AcqRel);
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
        if !self.queued.swap(true, Ordering::AcqRel) {
            self.enter();
        }
    }

    fn wake_by_ref(self: &Arc<Self>) {
        if !self.queued.swap(true, Ordering::AcqRel) {
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
