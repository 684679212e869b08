// entry: the_first_error_to_happen
use std::collections::VecDeque;
use std::pin::{Pin, pin};

use async_stream::stream;
use futures::future::{MaybeDone, maybe_done, poll_fn};
use futures::stream::{Stream, StreamExt};
use std::task::Poll;

enum Step<T, E> {
    Id(Option<u64>),
    Result(Result<T, E>),
}

pub fn load<S, F, Fut, T, E>(ids: S, most: usize, mut fetch: F) -> impl Stream<Item = Result<T, E>>
where
    S: Stream<Item = u64>,
    F: FnMut(u64) -> Fut,
    Fut: Future<Output = Result<T, E>>,
{
    stream! {
        let mut ids = pin!(ids);
        let mut more = true;
        let mut running: VecDeque<Pin<Box<MaybeDone<Fut>>>> = VecDeque::new();
        loop {
            let step = poll_fn(|cx| {
                for request in &mut running {
                    let _ = request.as_mut().poll(cx);
                }
                for request in &mut running {
                    let failed = matches!(request.as_mut().output_mut(), Some(Err(_)));
                    if failed && let Some(result) = request.as_mut().take_output() {
                        return Poll::Ready(Some(Step::Result(result)));
                    }
                }
                if let Some(result) = running.front_mut().and_then(|first| first.as_mut().take_output()) {
                    running.pop_front();
                    return Poll::Ready(Some(Step::Result(result)));
                }
                if more && running.len() < most {
                    if let Poll::Ready(id) = ids.poll_next_unpin(cx) {
                        return Poll::Ready(Some(Step::Id(id)));
                    }
                } else if running.is_empty() {
                    return Poll::Ready(None);
                }
                Poll::Pending
            })
            .await;
            match step {
                None => break,
                Some(Step::Id(Some(id))) => running.push_back(Box::pin(maybe_done(fetch(id)))),
                Some(Step::Id(None)) => more = false,
                Some(Step::Result(Ok(value))) => yield Ok(value),
                Some(Step::Result(Err(error))) => {
                    running.clear();
                    yield Err(error);
                    break;
                }
            }
        }
    }
}
