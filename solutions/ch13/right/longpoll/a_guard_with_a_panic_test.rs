//! Style: the usual end is reported in line, and the end by a panic from a drop.

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
            let began = clock();
            let mut took = |number| {
                let took = clock() - began;
                if took > limit {
                    let name = name.clone();
                    report(LongPoll { name, number, took });
                }
            };
            let unwinding = IfUnwinding(|| took(number));
            let poll = future.as_mut().poll(cx);
            drop(unwinding);
            took(number);
            poll
        })
        .await
    }
}

struct IfUnwinding<T: FnMut()>(T);

impl<T: FnMut()> Drop for IfUnwinding<T> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            (self.0)();
        }
    }
}
