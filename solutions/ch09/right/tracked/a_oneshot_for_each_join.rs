//! Style: a oneshot channel for each `join`, and a `Notify` that each `get` passes on while items are left.

use std::collections::VecDeque;
use std::sync::Mutex;

use tokio::sync::{Notify, oneshot};

/// The queue is shut down. Of `put`, it has the item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShutDown<T = ()>(pub T);

/// `task_done` was called more often than items were put.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooManyDone;

pub struct WorkQueue<T> {
    state: Mutex<State<T>>,
    changed: Notify,
}

struct State<T> {
    items: VecDeque<T>,
    not_done: usize,
    is_shut_down: bool,
    joins: Vec<oneshot::Sender<()>>,
}

impl<T> State<T> {
    fn done(&mut self, items: usize) {
        self.not_done -= items;
        if self.not_done == 0 {
            for join in self.joins.drain(..) {
                // An error: that `join` was dropped.
                let _ = join.send(());
            }
        }
    }
}

impl<T> WorkQueue<T> {
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        let state = State {
            items: VecDeque::new(),
            not_done: 0,
            is_shut_down: false,
            joins: Vec::new(),
        };
        Self {
            state: Mutex::new(state),
            changed: Notify::new(),
        }
    }

    pub fn put(&self, item: T) -> Result<(), ShutDown<T>> {
        let mut state = self.state.lock().unwrap();
        if state.is_shut_down {
            return Err(ShutDown(item));
        }
        state.items.push_back(item);
        state.not_done += 1;
        self.changed.notify_one();
        Ok(())
    }

    pub async fn get(&self) -> Result<T, ShutDown> {
        loop {
            if let Some(result) = self.try_get() {
                return result;
            }
            self.changed.notified().await;
        }
    }

    fn try_get(&self) -> Option<Result<T, ShutDown>> {
        let mut state = self.state.lock().unwrap();
        let item = state.items.pop_front();
        // One permit is all that a Notify keeps, so each get that has used it leaves one for the next get.
        if !state.items.is_empty() || state.is_shut_down {
            self.changed.notify_one();
        }
        match item {
            Some(item) => Some(Ok(item)),
            None => state.is_shut_down.then_some(Err(ShutDown(()))),
        }
    }

    pub fn task_done(&self) -> Result<(), TooManyDone> {
        let mut state = self.state.lock().unwrap();
        if state.not_done == 0 {
            return Err(TooManyDone);
        }
        state.done(1);
        Ok(())
    }

    pub async fn join(&self) {
        let joined = {
            let mut state = self.state.lock().unwrap();
            if state.not_done == 0 {
                return;
            }
            let (sender, joined) = oneshot::channel();
            state.joins.push(sender);
            joined
        };
        let _ = joined.await;
    }

    pub fn shutdown(&self, immediate: bool) {
        let mut state = self.state.lock().unwrap();
        state.is_shut_down = true;
        let kept = if immediate { 0 } else { state.items.len() };
        let dropped = state.items.split_off(kept);
        state.done(dropped.len());
        drop(state);
        self.changed.notify_one();
    }
}
