//! Style: the poll that gives a result also takes the next id.

use std::task::Poll;

use futures::stream::{self, FuturesOrdered, Stream, StreamExt};

/// What `fetch` returns for each of `ids`, in their order, with at most `most` requests in progress. It ends after
/// the first error.
pub fn load<S, F, Fut, T, E>(ids: S, most: usize, fetch: F) -> impl Stream<Item = Result<T, E>>
where
    S: Stream<Item = u64>,
    F: FnMut(u64) -> Fut,
    Fut: Future<Output = Result<T, E>>,
{
    let mut fetch = fetch;
    let mut ids = Box::pin(ids.fuse());
    let mut running = Some(FuturesOrdered::new());
    stream::poll_fn(move |cx| {
        let Some(requests) = &mut running else {
            return Poll::Ready(None);
        };
        let mut result = None;
        loop {
            while requests.len() < most
                && let Poll::Ready(Some(id)) = ids.as_mut().poll_next(cx)
            {
                requests.push_back(fetch(id));
            }
            if result.is_some() {
                return Poll::Ready(result);
            }
            match requests.poll_next_unpin(cx) {
                Poll::Ready(Some(Ok(loaded))) => result = Some(Ok(loaded)),
                Poll::Ready(Some(Err(error))) => {
                    running = None;
                    return Poll::Ready(Some(Err(error)));
                }
                Poll::Ready(None) if ids.is_done() => return Poll::Ready(None),
                // Without a request in progress, the next id wakes this task.
                _ => return Poll::Pending,
            }
        }
    })
}
