//! Style: a `VecDeque` for each number; each put wakes all that wait, by hand.

use std::collections::{BTreeMap, VecDeque};
use std::future::poll_fn;
use std::sync::Mutex;
use std::task::{Poll, Waker};

/// A queue from which the item with the lowest number is taken first.
pub struct PriorityQueue<T> {
    state: Mutex<State<T>>,
}

struct State<T> {
    queues: BTreeMap<u32, VecDeque<T>>,
    wakers: Vec<Waker>,
    closed: bool,
}

impl<T> PriorityQueue<T> {
    /// An empty queue.
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        let state = State {
            queues: BTreeMap::new(),
            wakers: Vec::new(),
            closed: false,
        };
        Self {
            state: Mutex::new(state),
        }
    }

    /// Adds `item`. A lower `priority` is more urgent.
    pub fn put(&self, priority: u32, item: T) {
        self.change(|state| state.queues.entry(priority).or_default().push_back(item));
    }

    /// Removes the most urgent item, and waits for one. `None` once the queue is closed and empty.
    pub async fn get(&self) -> Option<T> {
        poll_fn(|cx| {
            let mut state = self.state.lock().unwrap();
            if let Some(mut queue) = state.queues.first_entry() {
                let item = queue.get_mut().pop_front();
                if queue.get().is_empty() {
                    queue.remove();
                }
                return Poll::Ready(item);
            }
            if state.closed {
                return Poll::Ready(None);
            }
            state.wakers.push(cx.waker().clone());
            Poll::Pending
        })
        .await
    }

    /// From now on, `get` does not wait any more.
    pub fn close(&self) {
        self.change(|state| state.closed = true);
    }

    fn change(&self, change: impl FnOnce(&mut State<T>)) {
        let mut state = self.state.lock().unwrap();
        change(&mut state);
        let wakers = std::mem::take(&mut state.wakers);
        drop(state);
        for waker in wakers {
            waker.wake();
        }
    }
}
