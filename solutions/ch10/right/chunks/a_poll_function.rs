//! Style: a function of polls with a boxed timer; the time is looked at before the source.

use std::mem::take;
use std::pin::Pin;
use std::task::Poll;
use std::time::Duration;

use futures::stream::poll_fn;
use futures::{FutureExt, Stream, StreamExt};
use tokio::time::{Sleep, sleep};

/// The items of `source` in chunks of at most `most`, each given `wait` after its first item at the latest.
pub fn chunks<S: Stream>(
    source: S,
    most: usize,
    wait: Duration,
) -> impl Stream<Item = Vec<S::Item>> {
    let mut source = Box::pin(source.fuse());
    let mut chunk = Vec::new();
    let mut timer: Option<Pin<Box<Sleep>>> = None;
    poll_fn(move |cx| {
        let given = loop {
            if let Some(running) = &mut timer
                && running.poll_unpin(cx).is_ready()
            {
                break true;
            }
            match source.poll_next_unpin(cx) {
                Poll::Ready(Some(item)) => {
                    chunk.push(item);
                    timer.get_or_insert_with(|| Box::pin(sleep(wait)));
                    if chunk.len() == most {
                        break true;
                    }
                }
                Poll::Ready(None) => break !chunk.is_empty(),
                Poll::Pending => return Poll::Pending,
            }
        };
        timer = None;
        Poll::Ready(given.then(|| take(&mut chunk)))
    })
}
