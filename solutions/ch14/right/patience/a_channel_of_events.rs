//! Style: the operation reports its calls through a channel, and another future looks at the clock.

use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::{Instant, sleep, timeout};

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
    let start = Instant::now();
    let (calls, mut called) = mpsc::unbounded_channel();
    let mut number = 0;
    let retry = S::retry(4, move || {
        number += 1;
        let (calls, number) = (calls.clone(), number);
        async move {
            calls.send((number, start.elapsed())).unwrap();
            sleep(Duration::from_millis(7)).await;
            Err(Failure::Temporary(number))
        }
    });
    let watch = async {
        let mut seen = Vec::new();
        while let Some((number, at)) = called.recv().await {
            seen.push((number, at.as_millis()));
        }
        seen
    };
    let (result, seen) = tokio::join!(retry, watch);
    assert_eq!(result, Err(Failure::Temporary(4)));
    assert_eq!(seen, [(1, 0), (2, 107), (3, 314), (4, 721)]);
    assert_eq!(start.elapsed().as_millis(), 728);

    let mut answers = vec![
        Ok(9),
        Err(Failure::Permanent(3)),
        Err(Failure::Temporary(1)),
    ];
    let retry = S::retry(9, || std::future::ready(answers.pop().unwrap()));
    let result = timeout(Duration::from_millis(101), retry).await;
    assert_eq!(result, Ok(Err(Failure::Permanent(3))));
    assert_eq!(answers, [Ok(9)]);
}
