//! Style: two producers and two consumers at once, and single calls beside them.

use std::sync::Arc;

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
    explore(|| {
        let queue = Arc::new(Q::default());
        let (a, b, c, d) = (queue.clone(), queue.clone(), queue.clone(), queue.clone());
        let a = thread::spawn(move || a.pop().unwrap());
        let b = thread::spawn(move || b.pop().unwrap());
        let c = thread::spawn(move || c.push(3));
        let d = thread::spawn(move || d.push(4));
        c.join().unwrap();
        d.join().unwrap();
        let (a, b) = (a.join().unwrap(), b.join().unwrap());
        assert!((a, b) == (3, 4) || (a, b) == (4, 3), "{a} and {b}");
    });
    explore(|| {
        let queue = Arc::new(Q::default());
        let (a, b) = (queue.clone(), queue.clone());
        let a = thread::spawn(move || a.pop());
        let b = thread::spawn(move || b.pop());
        queue.close();
        assert!(a.join().unwrap().is_none() && b.join().unwrap().is_none());
    });
    explore(|| {
        let queue = Q::default();
        (1..6).for_each(|item| queue.push(item));
        queue.close();
        for item in 1..6 {
            assert_eq!(queue.pop(), Some(item));
        }
        assert_eq!(queue.pop(), None);
    });
}
