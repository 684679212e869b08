//! # A bounded queue by hand
//!
//! ```
//! let queue = Queue::new(8);
//! queue.put(upload).await;         // waits while 8 uploads are queued
//! let upload = queue.get().await;  // waits while none is queued
//! ```
//!
//! A bounded queue has two lists of tasks that wait: getters while it is empty, putters while it is full. A task that
//! has been woken has not run yet. In the meantime it may be cancelled, or another task may take the item that it was
//! woken for. A queue that forgets one of these cases loses an item, or leaves a task asleep beside an item that
//! it could take.
//!
//! Write `Queue` with locks and wakers: a channel, `Notify` or `Semaphore` would do the work that this exercise is
//! about. Requirements:
//!
//! 1. `put` is ready as soon as there is a place for its item, and has then put it in; at most `capacity` items are in
//!    the queue. `get` is ready as soon as there is an item, and takes the one that went in first. An item is in the
//!    queue, and counts in `len`, until the `get` or `try_get` that takes it returns it.
//! 2. Getters that wait go on in the order in which they were first polled, and so do putters. A later one, also
//!    `try_get` or `try_put`, never takes the item or the place that an earlier one waits for or was woken for.
//! 3. When an item or a place is free for a waiting getter or putter, that one is woken, and no other.
//! 4. A `put` that is dropped before it is ready has put nothing, and a `get` has taken nothing. The place or the
//!    item that it was woken for goes to the next one that waits, which is woken.
//! 5. A future may be polled by another task than before: the waker of its last poll is woken.
//! 6. All that holds for several threads, in whatever order they take their steps. No waker is called while a lock
//!    is held.
//!
//! Take locks and atomics from `crate::sync`: the checks try many orders of the threads' steps. Left open: a capacity
//! of 0, and which of two getters that have both been woken gets which item.

use std::marker::PhantomData;

/// A queue of at most so many items, first in, first out.
pub struct Queue<T> {
    capacity: usize,
    items: PhantomData<fn() -> T>,
}

impl<T> Queue<T> {
    /// An empty queue for `capacity` items.
    pub fn new(capacity: usize) -> Self {
        Self {
            capacity,
            items: PhantomData,
        }
    }

    /// How many items are in the queue.
    pub fn len(&self) -> usize {
        todo!("count the items")
    }

    /// Whether no item is in the queue.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether `capacity` items are in the queue.
    pub fn is_full(&self) -> bool {
        todo!("are {} items in it?", self.capacity)
    }

    /// Puts `item` in as the last one. Waits while the queue is full.
    pub async fn put(&self, item: T) {
        // So that the stub compiles without a warning: delete this line.
        drop(item);
        todo!(
            "wait for one of {} places, and put the item in",
            self.capacity
        )
    }

    /// Takes the first item. Waits while the queue is empty.
    pub async fn get(&self) -> T {
        todo!("wait for an item, and take it")
    }

    /// Puts `item` in if a place is free and no other putter waits for it; gives it back if not.
    pub fn try_put(&self, item: T) -> Result<(), T> {
        drop(item);
        todo!("put the item in, or give it back")
    }

    /// Takes the first item if there is one, and no getter waits for it.
    pub fn try_get(&self) -> Option<T> {
        todo!("take an item that no getter waits for, or none")
    }
}
