//! Style: three consumers that record what they get in a list.

use std::sync::{Arc, Mutex};

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
    explore(|| consumers::<Q>(1, false));
    explore(|| consumers::<Q>(0, true));
    explore(|| consumers::<Q>(1, true));
    explore(|| consumers::<Q>(2, true));
}

/// Two consumers take so many items each. With `close`, each asks once more.
fn consumers<Q: Queue>(each: usize, close: bool) {
    let queue = Arc::new(Q::default());
    let given: Arc<Mutex<Vec<u32>>> = Arc::default();
    let threads: Vec<_> = (0..2)
        .map(|_| {
            let (queue, given) = (Arc::clone(&queue), Arc::clone(&given));
            thread::spawn(move || {
                if !close {
                    for _ in 0..each {
                        let item = queue.pop().expect("the queue is open");
                        given.lock().unwrap().push(item);
                    }
                }
                while close && let Some(item) = queue.pop() {
                    given.lock().unwrap().push(item);
                }
            })
        })
        .collect();
    let items: Vec<u32> = (0..).take(2 * each).collect();
    for &item in &items {
        queue.push(item);
    }
    if close {
        queue.close();
    }
    for thread in threads {
        thread.join().unwrap();
    }
    let mut given = given.lock().unwrap().clone();
    given.sort_unstable();
    assert_eq!(given, items);
}
