//! # A test in every order
//!
//! ```
//! pub fn test<Q: Queue>() {
//!     explore(|| {
//!         let queue = Arc::new(Q::default());
//!         let other = Arc::clone(&queue);
//!         let popped = thread::spawn(move || other.pop()); // thread of crate::explorer
//!         queue.push(7);
//!         assert_eq!(popped.join().unwrap(), Some(7)); // and with two threads that pop?
//!     });
//! }
//! ```
//!
//! A wake-up is lost if it comes in the gap between a check and a sleep. A test that starts threads and
//! hopes meets that order once in some thousand runs. `explore` runs a scenario in many orders of its threads'
//! steps, and fails if one of them panics or leaves all threads asleep. The scenario is yours: an order that
//! needs a second consumer cannot happen with one.
//!
//! Write a test of `Queue`. Its specification is the documentation of the trait. Requirements:
//!
//! 1. `test` returns if `Q` does what the specification says, however it is written.
//! 2. `test` panics if `Q` breaks a sentence of the specification.
//!
//! The checks run your test with several right implementations and with wrong ones, each of which breaks one
//! sentence in some order. `crate::explorer` has `explore`, and the threads and locks that take part.
//!
//! Left open: what `push` does after `close`. You may write more functions, and call `explore` several times.

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
    todo!("explore a scenario in which threads push, pop and close, and assert what they get")
}
