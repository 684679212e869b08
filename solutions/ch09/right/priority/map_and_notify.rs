//! Style: a `BTreeMap` with the number of the put in its key, and a `Notify`.

use std::collections::BTreeMap;
use std::sync::Mutex;

use tokio::sync::Notify;

/// A queue from which the item with the lowest number is taken first.
pub struct PriorityQueue<T> {
    state: Mutex<State<T>>,
    change: Notify,
}

struct State<T> {
    items: BTreeMap<(u32, u64), T>,
    puts: u64,
    closed: bool,
}

impl<T> PriorityQueue<T> {
    /// An empty queue.
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        let state = State {
            items: BTreeMap::new(),
            puts: 0,
            closed: false,
        };
        Self {
            state: Mutex::new(state),
            change: Notify::new(),
        }
    }

    /// Adds `item`. A lower `priority` is more urgent.
    pub fn put(&self, priority: u32, item: T) {
        let mut state = self.state.lock().unwrap();
        let key = (priority, state.puts);
        state.puts += 1;
        state.items.insert(key, item);
        self.change.notify_one();
    }

    /// Removes the most urgent item, and waits for one. `None` once the queue is closed and empty.
    pub async fn get(&self) -> Option<T> {
        loop {
            let change = self.change.notified();
            {
                let mut state = self.state.lock().unwrap();
                if let Some((_, item)) = state.items.pop_first() {
                    return Some(item);
                }
                if state.closed {
                    return None;
                }
            }
            change.await;
        }
    }

    /// From now on, `get` does not wait any more.
    pub fn close(&self) {
        self.state.lock().unwrap().closed = true;
        self.change.notify_waiters();
    }
}
