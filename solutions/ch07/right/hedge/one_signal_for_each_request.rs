//! Style: all requests wait for a signal of their own from the start; a permit is the signal to begin.

use std::cell::RefCell;
use std::time::Duration;

use futures::StreamExt;
use futures::stream::FuturesUnordered;
use tokio::sync::Semaphore;
use tokio::time::{Instant, sleep_until};

/// Makes up to `at_most` requests, the next one whenever no reply has come for `after`. Returns the first success.
///
/// # Errors
/// The last error, if all requests have failed.
pub async fn hedge<T, E, F>(
    mut ask: impl FnMut(usize) -> F,
    after: Duration,
    at_most: usize,
) -> Result<T, E>
where
    F: Future<Output = Result<T, E>>,
{
    let (ask, starts) = (RefCell::new(&mut ask), Semaphore::new(0));
    let in_turn = |nth: usize| {
        let (ask, starts) = (&ask, &starts);
        async move {
            // The semaphore is fair: requests begin in the order of their numbers.
            starts.acquire().await.expect("is never closed").forget();
            let request = (ask.borrow_mut())(nth);
            request.await
        }
    };
    let mut requests: FuturesUnordered<_> = (0..at_most).map(in_turn).collect();
    let (mut started, mut ended) = (0, 0);
    let mut next_at = Instant::now();
    loop {
        if started == ended {
            started += 1;
            starts.add_permits(1);
            next_at = Instant::now() + after;
        }
        tokio::select! {
            biased;
            Some(reply) = requests.next() => {
                ended += 1;
                if reply.is_ok() || ended == at_most {
                    return reply;
                }
            }
            () = sleep_until(next_at), if started < at_most => {
                started += 1;
                starts.add_permits(1);
                next_at = Instant::now() + after;
            }
        }
    }
}
