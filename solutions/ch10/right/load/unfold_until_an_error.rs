//! Style: `unfold`, whose state is the buffered stream; after an error there is no state.

use futures::stream::{self, Stream, StreamExt};

/// What `fetch` returns for each of `ids`, in their order, with at most `most` requests in progress. It ends after
/// the first error.
pub fn load<S, F, Fut, T, E>(ids: S, most: usize, fetch: F) -> impl Stream<Item = Result<T, E>>
where
    S: Stream<Item = u64>,
    F: FnMut(u64) -> Fut,
    Fut: Future<Output = Result<T, E>>,
{
    let results = Box::pin(ids.map(fetch).buffered(most));
    stream::unfold(Some(results), |state| async {
        let mut results = state?;
        let result = results.next().await?;
        let rest = result.is_ok().then_some(results);
        Some((result, rest))
    })
}
