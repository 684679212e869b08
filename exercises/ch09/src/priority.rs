//! # Urgent jobs first
//!
//! ```
//! uploads.put(5, "holiday.jpg"); // of the archive
//! uploads.put(0, "passport.jpg"); // urgent
//! assert_eq!(uploads.get().await, Some("passport.jpg"));
//! ```
//!
//! The same workers make thumbnails of urgent uploads and of an archive. `BinaryHeap` gives the greatest element first,
//! and says nothing about the order of equal ones: with a heap alone, the archive comes before the urgent uploads, and
//! an upload can wait while later ones of its own priority are taken.
//!
//! Write `PriorityQueue`. It is shared by tasks. Requirements:
//!
//! 1. `get` removes and returns the item with the lowest number in the queue. Any `u32` is a priority.
//! 2. Of items with the same number, the one that was put first is returned first, however many there are. Items need
//!    not be `Ord`, `Clone` or different.
//! 3. If the queue is empty, `get` waits until there is an item for it. While it waits it is not polled again and
//!    again. As many of the `get`s that wait go on as items are put.
//! 4. If a `get` is dropped before it is ready, no item is lost, and each item reaches another `get` that waits.
//! 5. After `close`, `get` still returns what is queued, in the same order, and then `None`. Each `get` that waits on
//!    an empty queue returns `None`.
//!
//! Left open: which of several `get`s that wait goes on, which item a `get` that waits is given if others are put
//! before it is polled, and what `put` does after `close`.

use std::marker::PhantomData;

/// A queue from which the item with the lowest number is taken first.
pub struct PriorityQueue<T> {
    // Your choice. So that the stub compiles: delete this line.
    _items: PhantomData<T>,
}

impl<T> PriorityQueue<T> {
    /// An empty queue.
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        todo!("make an empty queue")
    }

    /// Adds `item`. A lower `priority` is more urgent.
    pub fn put(&self, priority: u32, item: T) {
        // So that the stub compiles without a warning: delete this line.
        drop(item);
        todo!("add an item of priority {priority}, and wake a `get` that waits")
    }

    /// Removes the most urgent item, and waits for one. `None` once the queue is closed and empty.
    pub async fn get(&self) -> Option<T> {
        todo!("wait for an item, and take the most urgent one")
    }

    /// From now on, `get` does not wait any more.
    pub fn close(&self) {
        todo!("let the `get`s that wait return")
    }
}
