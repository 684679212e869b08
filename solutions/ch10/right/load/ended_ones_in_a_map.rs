//! Style: a `FuturesUnordered` of numbered requests; a map keeps the results whose turn has not come.

use std::collections::BTreeMap;
use std::pin::pin;

use async_stream::stream;
use futures::FutureExt;
use futures::stream::{FuturesUnordered, Stream, StreamExt};

/// What `fetch` returns for each of `ids`, in their order, with at most `most` requests in progress. It ends after
/// the first error.
pub fn load<S, F, Fut, T, E>(ids: S, most: usize, fetch: F) -> impl Stream<Item = Result<T, E>>
where
    S: Stream<Item = u64>,
    F: FnMut(u64) -> Fut,
    Fut: Future<Output = Result<T, E>>,
{
    let mut fetch = fetch;
    stream! {
        let mut ids = pin!(ids.fuse());
        let mut running = FuturesUnordered::new();
        let mut ended = BTreeMap::new();
        let (mut begun, mut given) = (0, 0);
        loop {
            if let Some(result) = ended.remove(&given) {
                given += 1;
                let failed = Result::is_err(&result);
                if failed {
                    running.clear();
                }
                yield result;
                if failed {
                    return;
                }
                continue;
            }
            tokio::select! {
                biased;
                Some(id) = ids.next(), if begun - given < most => {
                    let nth = begun;
                    running.push(fetch(id).map(move |result| (nth, result)));
                    begun += 1;
                }
                Some((nth, result)) = running.next() => {
                    ended.insert(nth, result);
                }
                else => return,
            }
        }
    }
}
