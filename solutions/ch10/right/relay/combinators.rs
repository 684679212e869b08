//! Style: `forward` into a channel of the crate futures, and the task's own end chained to its items.

use std::panic::resume_unwind;

use futures::channel::mpsc::channel;
use futures::{Stream, StreamExt, stream};
use tokio::task::JoinSet;

/// The items of `source`, which runs in a task of its own; at most `capacity` of them wait.
pub fn relay<S>(source: S, capacity: usize) -> impl Stream<Item = S::Item>
where
    S: Stream + Send + 'static,
    S::Item: Send + 'static,
{
    let started = async move {
        // Each sender has a place of its own beside those of the channel.
        let (sender, receiver) = channel(capacity - 1);
        let mut task = JoinSet::new();
        task.spawn(source.map(Ok).forward(sender));
        let end = stream::once(async move {
            match task.join_next().await {
                Some(Err(error)) if error.is_panic() => resume_unwind(error.into_panic()),
                _ => None,
            }
        });
        receiver.map(Some).chain(end).filter_map(std::future::ready)
    };
    stream::once(started).flatten()
}
