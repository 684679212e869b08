//! A closure runs once a poll; what it measures is reported by a drop, which a panic cannot skip.

use std::future::poll_fn;
use std::pin::pin;
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
    async move {
        let mut future = pin!(future);
        let mut number = 0;
        poll_fn(move |cx| {
            number += 1;
            let _poll = Measured {
                began: clock(),
                limit,
                clock: &clock,
                report: |took| {
                    report(LongPoll {
                        name: name.clone(),
                        number,
                        took,
                    });
                },
            };
            future.as_mut().poll(cx)
        })
        .await
    }
}

/// A poll that runs. Its end is its drop: a panic ends it too.
struct Measured<C: Fn() -> Duration, R: FnMut(Duration)> {
    began: Duration,
    limit: Duration,
    clock: C,
    report: R,
}

impl<C: Fn() -> Duration, R: FnMut(Duration)> Drop for Measured<C, R> {
    fn drop(&mut self) {
        let took = (self.clock)() - self.began;
        if took > self.limit {
            (self.report)(took);
        }
    }
}
