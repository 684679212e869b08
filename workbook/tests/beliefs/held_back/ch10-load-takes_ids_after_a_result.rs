// entry: takes_ids_after_a_result
use std::pin::pin;

use async_stream::stream;
use futures::stream::{FuturesOrdered, Stream, StreamExt};

pub fn load<S, F, Fut, T, E>(ids: S, most: usize, mut fetch: F) -> impl Stream<Item = Result<T, E>>
where
    S: Stream<Item = u64>,
    F: FnMut(u64) -> Fut,
    Fut: Future<Output = Result<T, E>>,
{
    stream! {
        let mut ids = pin!(ids.fuse());
        let mut running = FuturesOrdered::new();
        loop {
            while running.len() < most {
                match ids.next().await {
                    Some(id) => running.push_back(fetch(id)),
                    None => break,
                }
            }
            match running.next().await {
                Some(Ok(value)) => yield Ok(value),
                Some(Err(error)) => {
                    drop(running);
                    yield Err(error);
                    break;
                }
                None => break,
            }
        }
    }
}
