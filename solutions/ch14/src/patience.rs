//! One scenario is a list of what the calls return; a log of virtual times says what happened.

use std::cell::RefCell;
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

use Failure::{Permanent, Temporary};

/// Panics unless `S` does what [`Retry`] says.
pub async fn test<S: Retry>() {
    let temporary = [1, 2, 3, 4].map(|id| Err(Temporary(id)));
    scenario::<S>(0, &[Ok(7)], &[0], 0).await;
    scenario::<S>(0, &temporary[..1], &[0], 0).await;
    scenario::<S>(0, &temporary, &[0, 100, 300, 700], 700).await;
    scenario::<S>(50, &temporary, &[0, 150, 400, 850], 900).await;
    scenario::<S>(50, &[temporary[0], Ok(7), Ok(8)], &[0, 150], 200).await;
    scenario::<S>(0, &[Err(Permanent(5)), Ok(7)], &[0], 0).await;
    scenario::<S>(0, &[temporary[0], Err(Permanent(5)), Ok(7)], &[0, 100], 100).await;
}

/// Retries an operation whose calls take `took` ms each and return `results`, one after the other.
/// Calls are expected at `calls`, and the end at `end`, in ms from the start.
async fn scenario<S: Retry>(took: u64, results: &[Result<u32, Failure>], calls: &[u64], end: u64) {
    let start = Instant::now();
    let log = RefCell::new(Vec::new());
    let result = S::retry(results.len() as u32, || {
        let number = log.borrow().len();
        log.borrow_mut().push(start.elapsed());
        async move {
            sleep(Duration::from_millis(took)).await;
            results[number]
        }
    })
    .await;
    let times: Vec<Duration> = calls.iter().map(|ms| Duration::from_millis(*ms)).collect();
    assert_eq!(*log.borrow(), times, "calls that return {results:?}");
    assert_eq!(result, results[calls.len() - 1], "of {results:?}");
    assert_eq!(
        start.elapsed(),
        Duration::from_millis(end),
        "the end of {results:?}"
    );
}
