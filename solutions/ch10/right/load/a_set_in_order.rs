//! Style: a `FuturesOrdered` that is filled by hand before it is polled.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

use async_stream::try_stream;
use futures::stream::{FuturesOrdered, Stream, StreamExt};

/// What `fetch` returns for each of `ids`, in their order, with at most `most` requests in progress. It ends after
/// the first error.
pub fn load<S, F, Fut, T, E>(ids: S, most: usize, fetch: F) -> impl Stream<Item = Result<T, E>>
where
    S: Stream<Item = u64>,
    F: FnMut(u64) -> Fut,
    Fut: Future<Output = Result<T, E>>,
{
    let mut fetch = fetch;
    try_stream! {
        let mut ids = pin!(ids.fuse());
        let mut running = FuturesOrdered::new();
        loop {
            let next = poll_fn(|cx| {
                let mut ended = false;
                while running.len() < most && !ended {
                    match ids.as_mut().poll_next(cx) {
                        Poll::Ready(Some(id)) => running.push_back(fetch(id)),
                        Poll::Ready(None) => ended = true,
                        Poll::Pending => break,
                    }
                }
                match running.poll_next_unpin(cx) {
                    // An empty set: the next id wakes this task.
                    Poll::Ready(None) if !ended => Poll::Pending,
                    next => next,
                }
            });
            match next.await {
                Some(result) => yield result?,
                None => break,
            }
        }
    }
}
