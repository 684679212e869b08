//! # A long-poll detector
//!
//! ```
//! let limit = Duration::from_millis(10);
//! let report = |poll: LongPoll| eprintln!("{}: poll {} took {:?}", poll.name, poll.number, poll.took);
//! watch_polls("render", limit, || start.elapsed(), render(), report).await;
//! // "render: poll 3 took 48ms"
//! ```
//!
//! A task that computes for 50 ms between two awaits keeps all other tasks of its thread waiting. Nothing in the
//! program says which task it is: its total time includes the time for which it waits, and a wait keeps no
//! thread busy. What counts is the length of each single poll.
//!
//! Write `watch_polls`. Requirements:
//!
//! 1. A poll of `future` that takes longer than `limit` is reported when it ends, with the name, its number and the
//!    time that it took. Other polls are not reported.
//! 2. The polls of each future are numbered from 1, also those that are not reported.
//! 3. Only the time within a poll counts. The time between two polls does not.
//! 4. The returned future is transparent: it gives the same output, and polls `future` once in each of its own
//!    polls, with the same waker. It does nothing before its first poll.
//! 5. A long poll that panics is reported too, and the panic goes on.
//!
//! Left open: what happens if `report` panics, how often `clock` is called, and when `future` is dropped after its
//! end.

use std::time::Duration;

/// A poll that took longer than allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LongPoll {
    /// Of the future.
    pub name: String,
    /// Which poll of the future it was: the first is 1.
    pub number: u64,
    /// From the start of the poll to its end.
    pub took: Duration,
}

/// Runs `future`, and passes each poll that takes longer than `limit` to `report`. `clock` returns the time since
/// some moment in the past; it never goes back.
pub fn watch_polls<F: Future>(
    name: &str,
    limit: Duration,
    clock: impl Fn() -> Duration,
    future: F,
    report: impl FnMut(LongPoll),
) -> impl Future<Output = F::Output> {
    // So that the stub compiles without a warning: delete this line, and the `async` block around `todo!`.
    let (name, _) = (name.to_owned(), (clock, report));
    async move {
        drop(future);
        todo!("report each poll of {name} that takes longer than {limit:?}")
    }
}
