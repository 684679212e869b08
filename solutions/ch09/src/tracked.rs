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

use std::collections::VecDeque;
use std::mem::take;
use std::sync::{Mutex, MutexGuard};

use tokio::sync::Notify;

/// The queue is shut down. Of `put`, it has the item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShutDown<T = ()>(pub T);

/// `task_done` was called more often than items were put.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooManyDone;

/// A queue without a limit, which knows how many of its items are not done yet.
pub struct WorkQueue<T> {
    state: Mutex<State<T>>,
    /// An item was put, or the queue was shut down.
    arrived: Notify,
    /// The last item was counted as done.
    finished: Notify,
}

struct State<T> {
    items: VecDeque<T>,
    /// Of those that were put, also of those that have been taken.
    not_done: usize,
    is_shut_down: bool,
}

impl<T> WorkQueue<T> {
    /// An empty queue.
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        Self {
            state: Mutex::new(State {
                items: VecDeque::new(),
                not_done: 0,
                is_shut_down: false,
            }),
            arrived: Notify::new(),
            finished: Notify::new(),
        }
    }

    /// Adds `item` as the last one, or gives it back if the queue is shut down.
    pub fn put(&self, item: T) -> Result<(), ShutDown<T>> {
        let mut state = self.lock();
        if state.is_shut_down {
            return Err(ShutDown(item));
        }
        state.items.push_back(item);
        state.not_done += 1;
        drop(state);
        self.arrived.notify_one();
        Ok(())
    }

    /// Takes the first item. Waits while there is none, unless the queue is shut down.
    pub async fn get(&self) -> Result<T, ShutDown> {
        loop {
            // Made before the look: it is woken by a shutdown from here on.
            let arrived = self.arrived.notified();
            {
                let mut state = self.lock();
                if let Some(item) = state.items.pop_front() {
                    return Ok(item);
                }
                if state.is_shut_down {
                    return Err(ShutDown(()));
                }
            }
            arrived.await;
        }
    }

    /// Counts one item as done.
    pub fn task_done(&self) -> Result<(), TooManyDone> {
        let state = self.lock();
        if state.not_done == 0 {
            return Err(TooManyDone);
        }
        self.count_done(state, 1);
        Ok(())
    }

    /// Waits until each item that was put is done.
    pub async fn join(&self) {
        let finished = self.finished.notified();
        if self.lock().not_done > 0 {
            finished.await;
        }
    }

    /// Lets no more items in. If it is `immediate`, those that are queued are dropped, and count as done.
    pub fn shutdown(&self, immediate: bool) {
        let mut state = self.lock();
        state.is_shut_down = true;
        if immediate {
            let dropped = take(&mut state.items);
            self.count_done(state, dropped.len());
        } else {
            drop(state);
        }
        self.arrived.notify_waiters();
    }

    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap()
    }

    fn count_done(&self, mut state: MutexGuard<'_, State<T>>, items: usize) {
        state.not_done -= items;
        if state.not_done == 0 {
            drop(state);
            self.finished.notify_waiters();
        }
    }
}
