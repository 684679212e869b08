//! Style: results come back through a channel of the explorer.

use std::sync::Arc;

use crate::explorer::sync::mpsc::channel;
use crate::explorer::{explore, thread};

/// The subject of the test.
///
/// It is a queue that threads share in an `Arc`.
pub trait Queue: Default + Send + Sync + 'static {
    /// Adds an item at the back.
    fn push(&self, item: u32);

    /// Removes the item at the front, and gives it.
    ///
    /// - Each item is given once.
    /// - If the queue is empty, the calling thread sleeps until there is an item for it or the queue is
    ///   closed. Of several threads that sleep, each item wakes at least one.
    /// - It gives `None` only if the queue is empty and closed. Items that were pushed before the queue was
    ///   closed are given first.
    fn pop(&self) -> Option<u32>;

    /// Closes the queue. All threads that sleep in [`pop`](Queue::pop) return.
    fn close(&self);
}

/// Panics unless `Q` does what [`Queue`] says.
pub fn test<Q: Queue>() {
    for pushed in 0..3 {
        explore(move || some_of_two::<Q>(pushed));
    }
}

/// Two threads pop once; so many items are pushed. If there are fewer than threads, the queue is closed.
fn some_of_two<Q: Queue>(pushed: u32) {
    let queue = Arc::new(Q::default());
    let (sender, results) = channel();
    for _ in 0..2 {
        let (queue, sender) = (queue.clone(), sender.clone());
        thread::spawn(move || sender.send(queue.pop()).unwrap());
    }
    drop(sender);
    for item in 0..pushed {
        queue.push(item);
    }
    if pushed < 2 {
        queue.close();
    }
    let mut given: Vec<_> = results.iter().collect();
    given.sort_unstable();
    let mut expected: Vec<_> = (0..pushed).map(Some).collect();
    expected.resize(2, None);
    expected.sort_unstable();
    assert_eq!(given, expected);
}
