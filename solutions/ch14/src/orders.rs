//! Three small scenarios: two consumers without a close, two consumers with one, and a close behind items.

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
    explore(each_item_to_one::<Q>);
    explore(close_ends_all_sleeps::<Q>);
    explore(items_come_before_the_end::<Q>);
}

/// Two threads that each pop once.
fn two_pops<Q: Queue>(queue: &Arc<Q>) -> Vec<thread::JoinHandle<Option<u32>>> {
    let queues = [Arc::clone(queue), Arc::clone(queue)];
    queues
        .into_iter()
        .map(|queue| thread::spawn(move || queue.pop()))
        .collect()
}

fn joined(pops: Vec<thread::JoinHandle<Option<u32>>>) -> Vec<Option<u32>> {
    pops.into_iter().map(|pop| pop.join().unwrap()).collect()
}

// Nothing closes this queue: a close would wake a thread that its item has not woken.
fn each_item_to_one<Q: Queue>() {
    let queue = Arc::new(Q::default());
    let pops = two_pops(&queue);
    queue.push(1);
    queue.push(2);
    let mut given = joined(pops);
    given.sort_unstable();
    assert_eq!(given, [Some(1), Some(2)]);
}

fn close_ends_all_sleeps<Q: Queue>() {
    let queue = Arc::new(Q::default());
    let pops = two_pops(&queue);
    queue.close();
    assert_eq!(joined(pops), [None, None]);
}

fn items_come_before_the_end<Q: Queue>() {
    let queue = Arc::new(Q::default());
    let producer = Arc::clone(&queue);
    let producer = thread::spawn(move || {
        producer.push(1);
        producer.push(2);
        producer.close();
    });
    assert_eq!(
        [queue.pop(), queue.pop(), queue.pop()],
        [Some(1), Some(2), None]
    );
    producer.join().unwrap();
}
