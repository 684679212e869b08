//! Style: a short scenario for each rule, with counters in cells.

use std::cell::Cell;
use std::time::Duration;

use tokio::time::{Instant, sleep};

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
    success_needs_one_call::<S>().await;
    waits_double_from_the_end_of_each_call::<S>().await;
    permanent_is_final::<S>().await;
}

async fn success_needs_one_call<S: Retry>() {
    let start = Instant::now();
    let calls = Cell::new(0);
    let result = S::retry(5, || {
        calls.set(calls.get() + 1);
        async { Ok(1) }
    });
    assert_eq!(result.await, Ok(1));
    assert_eq!((calls.get(), start.elapsed().as_millis()), (1, 0));
}

async fn waits_double_from_the_end_of_each_call<S: Retry>() {
    let start = Instant::now();
    let calls = Cell::new(0);
    let result = S::retry(5, async || {
        calls.set(calls.get() + 1);
        sleep(Duration::from_millis(10)).await;
        Err(Failure::Temporary(calls.get()))
    });
    assert_eq!(result.await, Err(Failure::Temporary(5)));
    assert_eq!(calls.get(), 5);
    assert_eq!(start.elapsed().as_millis(), 5 * 10 + 100 + 200 + 400 + 800);
}

async fn permanent_is_final<S: Retry>() {
    for at in [1, 2] {
        let start = Instant::now();
        let calls = Cell::new(0);
        let result = S::retry(4, async || {
            calls.set(calls.get() + 1);
            if calls.get() == at {
                Err(Failure::Permanent(at))
            } else {
                Err(Failure::Temporary(calls.get()))
            }
        });
        assert_eq!(result.await, Err(Failure::Permanent(at)));
        assert_eq!(calls.get(), at);
        assert_eq!(start.elapsed().as_millis(), u128::from(at - 1) * 100);
    }
}
