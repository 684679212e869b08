//! # A queue that can be joined
//!
//! ```
//! let image = queue.get().await?;  // waits while none is queued
//! thumbnail(&image).await;
//! queue.task_done()?;              // one item less for `queue.join().await`
//! ```
//!
//! An empty queue does not mean that the work is done: workers have taken the last items, and are busy with them. So
//! asyncio's queue counts. `put` counts an item, `task_done` counts it as done, and `join` waits until all are. The
//! count is also what goes wrong: an item that is counted when it is taken ends `join` too early, and one that is
//! never counted lets it wait forever. A queue that shuts down must not leave a `get` or `join` waiting either.
//!
//! Write `WorkQueue`, which tasks on several threads can share. Requirements:
//!
//! 1. `put` adds an item, and does not wait. `get` waits while there is none, and takes the one that was put first.
//!    Each item is taken once.
//! 2. `join` waits until each item that was put has been counted as done. It does not wait if there is none that has
//!    not. Any number of joins may wait, and all of them are ready then. Items that are put later count again.
//! 3. `task_done` counts one item. If all are counted, it is an error, and counts nothing.
//! 4. After `shutdown`, `put` gives its item back as an error, and counts nothing. `get` takes what is still queued,
//!    and then is an error, also each `get` that waits. `join` still waits for all that was put.
//! 5. `shutdown(true)` also drops all that is queued, and counts it as done. What has been taken is still to be counted.
//! 6. A `get` or `join` may be dropped at any time: no item is lost, and no other `get` or `join` is left waiting.
//!    What waits does not wake itself.
//!
//! Left open: in which order several `get`s that wait are served, also beside a new one; whether a `join` waits on if
//! an item is put before it is polled again; and `task_done` before the item has been taken.

use std::marker::PhantomData;

/// The queue is shut down. Of `put`, it has the item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShutDown<T = ()>(pub T);

/// `task_done` was called more often than items were put.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooManyDone;

/// A queue without a limit, which knows how many of its items are not done yet.
pub struct WorkQueue<T> {
    items: PhantomData<fn() -> T>,
}

impl<T> WorkQueue<T> {
    /// An empty queue.
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        Self { items: PhantomData }
    }

    /// Adds `item` as the last one, or gives it back if the queue is shut down.
    pub fn put(&self, item: T) -> Result<(), ShutDown<T>> {
        // So that the stub compiles without a warning: delete this line.
        drop(item);
        todo!("queue the item, or give it back")
    }

    /// Takes the first item. Waits while there is none, unless the queue is shut down.
    pub async fn get(&self) -> Result<T, ShutDown> {
        todo!("wait for an item, or for the shutdown")
    }

    /// Counts one item as done.
    pub fn task_done(&self) -> Result<(), TooManyDone> {
        todo!("count an item as done")
    }

    /// Waits until each item that was put is done.
    pub async fn join(&self) {
        todo!("wait until all items are done")
    }

    /// Lets no more items in. If it is `immediate`, those that are queued are dropped, and count as done.
    pub fn shutdown(&self, immediate: bool) {
        todo!("shut down, immediate: {immediate}")
    }
}
