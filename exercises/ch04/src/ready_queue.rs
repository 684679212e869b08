//! # Who is next
//!
//! ```
//! let queue = ReadyQueue::new(move || thread.unpark());
//! queue.waker(7).wake(); // Puts 7 into the queue, and calls the alarm.
//! assert_eq!(queue.next(), Some(7)); // Task 7 must be polled.
//! ```
//!
//! An executor has a thousand tasks, and three of them were woken. To find these three it cannot check all the
//! others each time. So a waker puts the number of its task into a queue, and the executor takes numbers out. A
//! waker may be called on any thread, many times, and at any moment.
//!
//! Write `ReadyQueue`. Requirements:
//!
//! Queue
//!
//! 1. A wake-up puts the number of the task at the back of the queue. The number stays there even if the waker is
//!    dropped.
//! 2. `next` takes out the number at the front. If the queue is empty, it returns `None` at once.
//! 3. A number that is in the queue is not put in again, however often its waker or a clone of it is called.
//! 4. As soon as `next` has taken a number out, a wake-up puts it in again, even while the task is being polled.
//! 5. `len` returns how many numbers are in the queue. Any `usize` may be a number, and any number of tasks may be
//!    queued. Two queues may use the same numbers.
//!
//! Alarm
//!
//! 6. Each time a number comes into the empty queue, the alarm is called once, before the call of the waker
//!    returns. It does not matter whether `next` has returned `None` before. If other numbers are in the queue, the
//!    alarm is not called.
//! 7. When the alarm is called, `next` can already take the number. The alarm may call `next`, or wake a task.
//! 8. What the alarm holds may wake a task in its `drop`, when the queue is dropped.
//!
//! Threads and the end
//!
//! 9. All this holds in any order in which several threads take their steps.
//! 10. A waker may be called after the queue was dropped. The call does nothing. A waker keeps neither the queue
//!     nor the alarm alive, except while it is being called.
//!
//! Take locks, atomics, channels and threads from `crate::sync`: the checks run your code in many orders of the
//! threads' steps.
//!
//! Left open: what happens if `waker` is called twice with the same number; and, if two threads wake the same task
//! at once, which of the two calls puts the number in. The other call may return before that.

use std::task::Waker;

/// The numbers of the tasks that were woken, in order.
pub struct ReadyQueue {
    alarm: Box<dyn Fn() + Send + Sync>,
}

impl ReadyQueue {
    /// An empty queue. `alarm` is called each time a number comes into the empty queue.
    pub fn new(alarm: impl Fn() + Send + Sync + 'static) -> Self {
        Self {
            alarm: Box::new(alarm),
        }
    }

    /// The waker of task `id`. Called once for each task; later wakers are clones.
    pub fn waker(&self, id: usize) -> Waker {
        let _ = &self.alarm;
        todo!("make a waker that puts {id} into the queue")
    }

    /// Takes out the number at the front.
    pub fn next(&self) -> Option<usize> {
        todo!("take the number at the front")
    }

    /// How many numbers are in the queue.
    #[allow(clippy::len_without_is_empty)]
    pub fn len(&self) -> usize {
        todo!("count the numbers in the queue")
    }
}
