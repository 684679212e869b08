//! # A test of wake-ups
//!
//! ```
//! pub fn test<E: Event>() {
//!     let event = E::default();
//!     let mut wait = event.wait();
//!     assert!(Pin::new(&mut wait).poll(&mut cx).is_pending()); // and which waker is called, when?
//! }
//! ```
//!
//! A future that forgets its waker works in most tests: another branch of a `join!` or a timer polls its task
//! by chance, and it is ready. A test that polls by hand, with a waker that counts, sees which waker is called, and when.
//!
//! Write a test of `Event`. Its specification is the documentation of the trait. Requirements:
//!
//! 1. `test` returns if `E` does what the specification says, however it is written.
//! 2. `test` panics if `E` breaks a sentence of the specification.
//!
//! The checks run your test with several right implementations and with wrong ones, each of which breaks one
//! sentence. There is no runtime: poll by hand. `std::task::Wake` makes a waker of an `Arc`.
//!
//! Left open: what a second call of `happen` does, and a poll after Ready. You may write more functions and types.

/// The subject of the test.
///
/// It is something that happens once, and any number of tasks can wait for it.
pub trait Event: Clone + Default + Send + Sync + 'static {
    /// Waits for the event.
    type Wait: Future<Output = ()> + Unpin;

    /// A future that is ready when the event has happened. A clone of the event is the same event.
    ///
    /// - Before [`happen`](Event::happen) is called, each poll returns Pending, however often the future
    ///   is polled, and calls no waker.
    /// - When it has been called, each poll of each `Wait` returns Ready, of those made later too.
    fn wait(&self) -> Self::Wait;

    /// Lets the event happen.
    ///
    /// - For each `Wait` that has returned Pending, it calls the waker of that future's last poll, and no
    ///   waker of an earlier poll.
    /// - It calls no waker of a `Wait` that has been dropped.
    fn happen(&self);
}

/// Panics unless `E` does what [`Event`] says.
pub fn test<E: Event>() {
    todo!("poll E::default().wait() by hand, with wakers that count how often they are called")
}
