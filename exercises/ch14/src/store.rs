//! A store of numbers, as if it were on another machine: its async calls are Pending once before they
//! do anything. Given: the exercise `dropped` moves items between two of them.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Poll;

/// A queue of numbers. A clone is the same store.
///
/// An async call that is dropped before it is ready has done nothing, and after it is ready it has done
/// everything.
#[derive(Clone, Debug, Default)]
pub struct Store(Arc<Mutex<VecDeque<u32>>>);

impl Store {
    /// A store with these items.
    pub fn new(items: impl IntoIterator<Item = u32>) -> Self {
        Self(Arc::new(Mutex::new(items.into_iter().collect())))
    }

    /// Removes the first item. Pending once.
    pub async fn take(&self) -> Option<u32> {
        travel().await;
        self.lock().pop_front()
    }

    /// Gives the first item, which stays in the store. Pending once.
    pub async fn first(&self) -> Option<u32> {
        travel().await;
        self.lock().front().copied()
    }

    /// Adds an item at the back. Pending once.
    pub async fn put(&self, item: u32) {
        travel().await;
        self.lock().push_back(item);
    }

    /// Reserves a place at the back, to be filled at once. Pending once.
    pub async fn reserve(&self) -> Place {
        travel().await;
        Place(self.clone())
    }

    /// Puts an item back as the first one, at once.
    pub fn put_back(&self, item: u32) {
        self.lock().push_front(item);
    }

    /// What is in the store now, first item first.
    pub fn items(&self) -> Vec<u32> {
        self.lock().iter().copied().collect()
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<u32>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A place in a store. Dropped unfilled, it is free again.
#[derive(Debug)]
pub struct Place(Store);

impl Place {
    /// Adds an item at the back of the store, at once.
    pub fn fill(self, item: u32) {
        self.0.lock().push_back(item);
    }
}

/// Pending once, with a wake-up on its way.
async fn travel() {
    let mut is_sent = false;
    poll_fn(|cx| {
        if is_sent {
            return Poll::Ready(());
        }
        is_sent = true;
        cx.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}
