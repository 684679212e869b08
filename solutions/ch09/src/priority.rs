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

use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::sync::{Mutex, PoisonError};

use tokio::sync::Semaphore;

/// A queue from which the item with the lowest number is taken first.
pub struct PriorityQueue<T> {
    state: Mutex<State<T>>,
    /// A permit for each item. It is closed with the queue.
    available: Semaphore,
}

struct State<T> {
    heap: BinaryHeap<Entry<T>>,
    /// How many items have been put.
    put: u64,
}

struct Entry<T> {
    priority: u32,
    /// Which put it was.
    number: u64,
    item: T,
}

impl<T> PriorityQueue<T> {
    /// An empty queue.
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        Self {
            state: Mutex::new(State {
                heap: BinaryHeap::new(),
                put: 0,
            }),
            available: Semaphore::new(0),
        }
    }

    /// Adds `item`. A lower `priority` is more urgent.
    pub fn put(&self, priority: u32, item: T) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let number = state.put;
        state.put += 1;
        state.heap.push(Entry {
            priority,
            number,
            item,
        });
        drop(state);
        // After the push: a `get` with a permit finds an item.
        self.available.add_permits(1);
    }

    /// Removes the most urgent item, and waits for one. `None` once the queue is closed and empty.
    pub async fn get(&self) -> Option<T> {
        // An error means that the queue is closed. Then there is no need to wait.
        if let Ok(permit) = self.available.acquire().await {
            permit.forget();
        }
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        Some(state.heap.pop()?.item)
    }

    /// From now on, `get` does not wait any more.
    pub fn close(&self) {
        self.available.close();
    }
}

impl<T> Ord for Entry<T> {
    /// The greatest is popped first: the lowest priority number, then the lowest number of a put.
    fn cmp(&self, other: &Self) -> Ordering {
        let key = |entry: &Self| (entry.priority, entry.number);
        key(other).cmp(&key(self))
    }
}

impl<T> PartialOrd for Entry<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> PartialEq for Entry<T> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl<T> Eq for Entry<T> {}
