//! # Load in order, stop at an error
//!
//! ```
//! let ids = stream::iter([17, 4, 21]);
//! let titles = load(ids, 8, async |id| site.title(id).await);
//! let titles: Vec<String> = titles.try_collect().await?; // of 17, 4 and 21
//! ```
//!
//! To load a thousand posts one after another takes a thousand times as long as one. To load all at once is too much
//! for the site. A limit on the number of requests needs three answers: whether a result that waits for its turn
//! counts, which of several errors is given, and what happens to the requests in progress after it.
//!
//! Write `load`. Requirements:
//!
//! 1. The stream gives what the requests return, in the order of the ids. `fetch` is called once for each id.
//! 2. At most `most` requests count at the same time. A request counts from the call of `fetch` until the stream has
//!    given its result, so a result that waits for an earlier one counts too.
//! 3. While the consumer polls, as many requests are in progress as this and the ids that have come permit. An id
//!    that has not come yet holds up no request and no result.
//! 4. An id is taken only when there is room for its request. `ids` is not polled before the stream is, nor after
//!    its own end.
//! 5. The first error in the order of the ids is given. Then, without waiting, the stream ends. An error that comes
//!    earlier, but of a later id, ends nothing.
//! 6. When the stream has ended after an error, all requests in progress have been dropped. No other one begins.
//!
//! Left open: a `most` of 0 or above a million, whether the poll that gives a result already takes the next id, and
//! what a poll after the end returns.

use std::pin::pin;

use async_stream::stream;
use futures::stream::{Stream, StreamExt};

/// What `fetch` returns for each of `ids`, in their order, with at most `most` requests in progress. It ends after
/// the first error.
pub fn load<S, F, Fut, T, E>(ids: S, most: usize, fetch: F) -> impl Stream<Item = Result<T, E>>
where
    S: Stream<Item = u64>,
    F: FnMut(u64) -> Fut,
    Fut: Future<Output = Result<T, E>>,
{
    stream! {
        // Dropped when this block ends, with the requests in progress.
        let mut results = pin!(ids.map(fetch).buffered(most));
        while let Some(result) = results.next().await {
            let failed = result.is_err();
            yield result;
            if failed {
                break;
            }
        }
    }
}
