//! Style: the clock is advanced by a millisecond at a time, and the calls are counted at each step.

use std::cell::Cell;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use tokio::task::yield_now;
use tokio::time::{advance, sleep};

/// Why a call failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The next call may succeed. The number tells one failure from another.
    Temporary(u32),
    /// No further call can succeed.
    Permanent(u32),
}

/// The subject of the test.
pub trait Retry {
    /// Calls `operation` until it succeeds, and returns what its last call returned.
    ///
    /// - The first call is made at once. `operation` is called at most `attempts` times, which is at
    ///   least 1.
    /// - After a temporary failure there is a wait, then the next call. The first wait is 100 ms long,
    ///   and each further wait is twice as long as the one before it: 100, 200, 400, 800 ms, and so on.
    /// - A wait begins when the failed call has ended.
    /// - A success is returned at once, and so is the failure of the last attempt: no wait comes after
    ///   it.
    /// - A permanent failure is returned at once, in whatever attempt it comes.
    fn retry<F, Fut>(attempts: u32, operation: F) -> impl Future<Output = Result<u32, Failure>>
    where
        F: FnMut() -> Fut,
        Fut: Future<Output = Result<u32, Failure>>;
}

/// Panics unless `S` does what [`Retry`] says.
pub async fn test<S: Retry>() {
    let failing = [1, 2, 3, 4].map(|id| Err(Failure::Temporary(id)));
    assert_eq!(
        watch::<S>(&failing).await,
        (failing[3], vec![0, 105, 310, 715], 720)
    );
    let good = [failing[0], Ok(2), Ok(3)];
    assert_eq!(watch::<S>(&good).await, (Ok(2), vec![0, 105], 110));
    let hopeless = [Err(Failure::Permanent(1)), Ok(2), Ok(3)];
    assert_eq!(watch::<S>(&hopeless).await, (hopeless[0], vec![0], 5));
    let hopeless = [failing[0], hopeless[0], Ok(3)];
    assert_eq!(
        watch::<S>(&hopeless).await,
        (hopeless[1], vec![0, 105], 110)
    );
}

/// The result, when the calls came, and when the end came.
async fn watch<S: Retry>(
    results: &[Result<u32, Failure>],
) -> (Result<u32, Failure>, Vec<u64>, u64) {
    let calls = Cell::new(0);
    let mut retry = pin!(S::retry(results.len() as u32, async || {
        let number = calls.get();
        calls.set(number + 1);
        sleep(Duration::from_millis(5)).await;
        results[number]
    }));
    let mut times = Vec::new();
    for now in 0..2_000 {
        for _ in 0..10 {
            if let Poll::Ready(result) = futures::poll!(retry.as_mut()) {
                return (result, times, now);
            }
            times.resize(calls.get(), now);
            yield_now().await;
        }
        advance(Duration::from_millis(1)).await;
    }
    panic!("no result in two seconds")
}
