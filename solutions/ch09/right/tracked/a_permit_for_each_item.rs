//! Style: a semaphore with a permit for each item, which a shutdown closes, and a `watch` of the count.

use std::collections::VecDeque;
use std::mem::take;
use std::sync::Mutex;

use tokio::sync::{Semaphore, watch};

/// The queue is shut down. Of `put`, it has the item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShutDown<T = ()>(pub T);

/// `task_done` was called more often than items were put.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooManyDone;

pub struct WorkQueue<T> {
    items: Mutex<VecDeque<T>>,
    queued: Semaphore,
    not_done: watch::Sender<usize>,
}

impl<T> WorkQueue<T> {
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        Self {
            items: Mutex::new(VecDeque::new()),
            queued: Semaphore::new(0),
            not_done: watch::Sender::new(0),
        }
    }

    pub fn put(&self, item: T) -> Result<(), ShutDown<T>> {
        let mut items = self.items.lock().unwrap();
        if self.queued.is_closed() {
            return Err(ShutDown(item));
        }
        items.push_back(item);
        self.not_done.send_modify(|count| *count += 1);
        drop(items);
        self.queued.add_permits(1);
        Ok(())
    }

    pub async fn get(&self) -> Result<T, ShutDown> {
        if let Ok(permit) = self.queued.acquire().await {
            permit.forget();
        }
        // Without a permit, it may still take what was queued before the semaphore was closed.
        let item = self.items.lock().unwrap().pop_front();
        item.ok_or(ShutDown(()))
    }

    pub fn task_done(&self) -> Result<(), TooManyDone> {
        self.count(1)
    }

    pub async fn join(&self) {
        let mut not_done = self.not_done.subscribe();
        let _ = not_done.wait_for(|count| *count == 0).await;
    }

    pub fn shutdown(&self, immediate: bool) {
        let mut items = self.items.lock().unwrap();
        self.queued.close();
        if immediate {
            let dropped = take(&mut *items);
            drop(items);
            let counted = self.count(dropped.len());
            counted.expect("they were not done");
        }
    }

    fn count(&self, items: usize) -> Result<(), TooManyDone> {
        let mut counted = Err(TooManyDone);
        self.not_done.send_if_modified(|count| {
            if let Some(left) = count.checked_sub(items) {
                *count = left;
                counted = Ok(());
            }
            counted.is_ok()
        });
        counted
    }
}
