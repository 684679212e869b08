//! Style: `select!` between the next item and a pinned timer, which takes part if the chunk has an item.

use std::mem::take;
use std::pin::pin;
use std::time::Duration;

use async_stream::stream;
use futures::{Stream, StreamExt};
use tokio::select;
use tokio::time::{Instant, sleep_until};

/// The items of `source` in chunks of at most `most`, each given `wait` after its first item at the latest.
pub fn chunks<S: Stream>(
    source: S,
    most: usize,
    wait: Duration,
) -> impl Stream<Item = Vec<S::Item>> {
    stream! {
        let mut source = pin!(source);
        let mut deadline = pin!(sleep_until(Instant::now()));
        let mut chunk = Vec::new();
        loop {
            select! {
                biased;
                () = &mut deadline, if !chunk.is_empty() => yield take(&mut chunk),
                item = source.next() => {
                    let Some(item) = item else { break };
                    if chunk.is_empty() {
                        deadline.as_mut().reset(Instant::now() + wait);
                    }
                    chunk.push(item);
                    if chunk.len() >= most {
                        yield take(&mut chunk);
                    }
                }
            }
        }
        if !chunk.is_empty() {
            yield chunk;
        }
    }
}
