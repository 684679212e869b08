//! Style: no set of futures; each poll polls what has not ended, in a queue of slots.

use std::collections::VecDeque;
use std::pin::Pin;
use std::task::Poll;

use futures::stream::{self, Stream};

/// What `fetch` returns for each of `ids`, in their order, with at most `most` requests in progress. It ends after
/// the first error.
pub fn load<S, F, Fut, T, E>(ids: S, most: usize, fetch: F) -> impl Stream<Item = Result<T, E>>
where
    S: Stream<Item = u64>,
    F: FnMut(u64) -> Fut,
    Fut: Future<Output = Result<T, E>>,
{
    let mut fetch = fetch;
    let mut ids = Some(Box::pin(ids));
    let mut slots: VecDeque<Slot<Fut, Result<T, E>>> = VecDeque::new();
    stream::poll_fn(move |cx| {
        while let Some(source) = &mut ids
            && slots.len() < most
        {
            match source.as_mut().poll_next(cx) {
                Poll::Ready(Some(id)) => slots.push_back(Slot::Running(Box::pin(fetch(id)))),
                Poll::Ready(None) => ids = None,
                Poll::Pending => break,
            }
        }
        for slot in &mut slots {
            if let Slot::Running(request) = slot
                && let Poll::Ready(result) = request.as_mut().poll(cx)
            {
                *slot = Slot::Ended(result);
            }
        }
        match slots.pop_front() {
            Some(Slot::Ended(result)) => {
                if result.is_err() {
                    ids = None;
                    slots.clear();
                }
                Poll::Ready(Some(result))
            }
            Some(running) => {
                slots.push_front(running);
                Poll::Pending
            }
            None if ids.is_none() => Poll::Ready(None),
            None => Poll::Pending,
        }
    })
}

enum Slot<F, R> {
    Running(Pin<Box<F>>),
    Ended(R),
}
