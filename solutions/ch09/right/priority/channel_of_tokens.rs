//! Style: a heap of `Reverse` keys beside a map of the items; a channel carries one token for each item.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::sync::Mutex;

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// A queue from which the item with the lowest number is taken first.
pub struct PriorityQueue<T> {
    items: Mutex<Items<T>>,
    tokens: Mutex<Option<UnboundedSender<()>>>,
    waiting: tokio::sync::Mutex<UnboundedReceiver<()>>,
}

struct Items<T> {
    order: BinaryHeap<Reverse<(u32, u64)>>,
    by_put: HashMap<u64, T>,
    puts: u64,
}

impl<T> PriorityQueue<T> {
    /// An empty queue.
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        let (tokens, waiting) = unbounded_channel();
        let items = Items {
            order: BinaryHeap::new(),
            by_put: HashMap::new(),
            puts: 0,
        };
        Self {
            items: Mutex::new(items),
            tokens: Mutex::new(Some(tokens)),
            waiting: tokio::sync::Mutex::new(waiting),
        }
    }

    /// Adds `item`. A lower `priority` is more urgent.
    pub fn put(&self, priority: u32, item: T) {
        let mut items = self.items.lock().unwrap();
        let number = items.puts;
        items.puts += 1;
        items.order.push(Reverse((priority, number)));
        items.by_put.insert(number, item);
        drop(items);
        if let Some(tokens) = &*self.tokens.lock().unwrap() {
            let _ = tokens.send(());
        }
    }

    /// Removes the most urgent item, and waits for one. `None` once the queue is closed and empty.
    pub async fn get(&self) -> Option<T> {
        self.waiting.lock().await.recv().await?;
        // No await from here on: a token is never lost.
        let mut items = self.items.lock().unwrap();
        let Reverse((_, number)) = items.order.pop()?;
        items.by_put.remove(&number)
    }

    /// From now on, `get` does not wait any more.
    pub fn close(&self) {
        *self.tokens.lock().unwrap() = None;
    }
}
