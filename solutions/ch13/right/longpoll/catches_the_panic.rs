//! Style: catches the panic of a poll, reports, and lets the panic go on.

use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
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
    mut report: impl FnMut(LongPoll),
) -> impl Future<Output = F::Output> {
    let name = name.to_owned();
    let mut future = Box::pin(future);
    let mut number = 0;
    poll_fn(move |cx| {
        number += 1;
        let began = clock();
        let poll = catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(cx)));
        let took = clock() - began;
        if took > limit {
            report(LongPoll {
                name: name.clone(),
                number,
                took,
            });
        }
        poll.unwrap_or_else(|panic| resume_unwind(panic))
    })
}
