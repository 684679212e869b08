//! # Long work that gives others a turn
//!
//! ```
//! let add = |sum, block: &[u8]| checksum(sum, block);
//! let sum = fold(file.chunks(4_096), 0, add, 64).await; // after each 64 blocks, others run
//! ```
//!
//! A task is not interrupted. While it computes the checksum of a large file, no other task of its thread runs:
//! timers are late, and connections wait. If it gives up its thread now and then, the others run in between.
//!
//! Write `fold`. Requirements:
//!
//! 1. `fold` returns what `items.into_iter().fold(start, step)` returns, for however many items.
//! 2. After each `every` calls of `step`, if there is another item, it gives the other tasks one turn: the poll returns
//!    Pending, once. There is no other turn, so a fold of `every` items or fewer is ready at its first poll.
//! 3. Before a poll returns Pending, it calls the waker that it was polled with. A turn needs nothing else: no timer,
//!    no other task, and no runtime of tokio.
//! 4. Before the first poll, and after the future has been dropped, it neither takes an item nor calls `step`.
//! 5. Items are taken as they are needed: at most one taken item has not yet gone into `step`. After the end of
//!    `items`, it asks for no other item.
//!
//! Left open: an `every` of 0, and whether the item after a turn is taken before the turn or after it. Inside a runtime
//! of tokio, `tokio::task::yield_now` calls the waker a little later than requirement 3 says, which is fine.

/// What `step` makes of `start` and all of `items`, in their order. The other tasks have a turn after each `every`
/// steps.
pub async fn fold<T, A>(
    items: impl IntoIterator<Item = T>,
    start: A,
    step: impl FnMut(A, T) -> A,
    every: usize,
) -> A {
    let _ = (items, start, step);
    todo!("call `step` for each of `items`, and give up the thread after each {every} calls")
}
