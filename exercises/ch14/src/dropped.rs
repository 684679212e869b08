//! # A test that cancels everywhere
//!
//! ```
//! pub async fn test<M: Mover>() {
//!     let (from, to) = (Store::new([1, 2, 3]), Store::default());
//!     M::default().move_all(&from, &to).await;
//!     assert_eq!(to.items(), [1, 2, 3]); // and if `move_all` is dropped on the way?
//! }
//! ```
//!
//! A timeout or a `select!` can drop a future at each of its awaits. If it holds an item in a variable at that
//! moment, the item is lost, and no test that awaits the future to its end sees it. So a test of cancellation
//! polls the future a number of times, drops it, and looks at what is left: for each number of polls.
//!
//! Write a test of `Mover`. Its specification is the documentation of the trait. Requirements:
//!
//! 1. `test` returns if `M` does what the specification says, however it is written.
//! 2. `test` panics if `M` breaks a sentence of the specification. A test that still waits after 30 days of
//!    virtual time counts as failed, too.
//!
//! The checks run your test with several right implementations and with wrong ones, each of which breaks one
//! sentence, on tokio's current-thread runtime with a paused clock. `Store` is given: each of its async calls is
//! Pending once.
//!
//! Left open: how many polls `move_all` takes. You may write more functions, and call them in `test`.

use crate::store::Store;

/// The subject of the test.
pub trait Mover: Default {
    /// Moves all items from `from` to the back of `to`, and returns when `from` is empty.
    ///
    /// - The items keep their order, and each of them is moved once.
    /// - The returned future may be dropped after any number of polls. The next call with the same mover and
    ///   the same stores then moves the rest. That call may be dropped too, and so on: after a call that
    ///   is ready, `to` has the same items, in the same order, as if none had been dropped.
    /// - Until that call, an item may be in `from`, in `to`, or in the mover.
    /// - When the future has been dropped, neither store changes before the next call.
    fn move_all(&mut self, from: &Store, to: &Store) -> impl Future<Output = ()>;
}

/// Panics unless `M` does what [`Mover`] says.
pub async fn test<M: Mover>() {
    todo!("poll M::move_all some number of times, drop it, call it again, and look at the stores")
}
