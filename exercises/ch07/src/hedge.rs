//! # A second request in time
//!
//! ```
//! let after = Duration::from_millis(50);
//! let reading = hedge(|nth| gateways[nth].read(sensor), after, gateways.len()).await?;
//! // The first reading to arrive. If gateway 0 is slow, gateway 1 is asked after 50 ms, gateway 2 after 100 ms.
//! ```
//!
//! Most requests are fast, and a few take a hundred times as long. A second request, sent when the first one is late,
//! is often back before it. But the first one may still win: it must go on while the second one is made. A `select!`
//! between "the reply" and "the time is over" drops the request with the time, or starts it again in the next turn.
//!
//! Write `hedge`. Requirements:
//!
//! 1. Request 0 is made (`ask(0)`) and polled at once. When `after` has passed since the last request was made and none
//!    has succeeded, the next one is made and polled. At most `at_most` requests are made, however long they take.
//! 2. A request goes on while later ones are made: it is neither dropped nor made again.
//! 3. If no request is in progress because all have failed, the next one is made at once. If one fails while another
//!    is in progress, none is made for that reason.
//! 4. As soon as a request succeeds, its value is returned. The other requests have been dropped by then, and no other
//!    is made.
//! 5. If all `at_most` requests have failed, the error that came last is returned at once.
//!
//! Left open: an `at_most` of 0, an `after` of zero or of more than a year, what comes first if several things happen in the same
//! millisecond, and how often a request in progress is polled. `ask` and the requests do not panic.

use std::time::Duration;

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
    // So that the stub compiles without a warning: delete this line.
    let _ = &mut ask;
    todo!("make up to {at_most} requests, the next one after {after:?}")
}
