// entry: none, or at_the_limit
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::time::Duration;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LongPoll {
    /// Of the future.
    pub name: String,
    /// Which poll of the future it was: the first is 1.
    pub number: u64,
    /// From the start of the poll to its end.
    pub took: Duration,
}

pub fn watch_polls<F: Future>(
    name: &str,
    limit: Duration,
    clock: impl Fn() -> Duration,
    future: F,
    mut report: impl FnMut(LongPoll),
) -> impl Future<Output = F::Output> {
    let name = name.to_owned();
    async move {
        let mut future = std::pin::pin!(future);
        let mut number = 0;
        poll_fn(move |cx| {
            number += 1;
            let start = clock();
            let polled = catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(cx)));
            let took = clock() - start;
            if took >= limit {
                report(LongPoll { name: name.clone(), number, took });
            }
            polled.unwrap_or_else(|panic| resume_unwind(panic))
        })
        .await
    }
}
