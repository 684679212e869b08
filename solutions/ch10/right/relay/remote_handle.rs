//! Style: a remote handle, which cancels the task when it is dropped and hands on its panic when it is awaited.

use async_stream::stream;
use futures::{FutureExt, Stream, StreamExt, pin_mut};
use tokio::select;
use tokio::sync::mpsc::channel;

/// The items of `source`, which runs in a task of its own; at most `capacity` of them wait.
pub fn relay<S>(source: S, capacity: usize) -> impl Stream<Item = S::Item>
where
    S: Stream + Send + 'static,
    S::Item: Send + 'static,
{
    stream! {
        let (sender, mut items) = channel(capacity);
        let (work, handle) = async move {
            pin_mut!(source);
            loop {
                select! {
                    item = source.next() => match item {
                        Some(item) => sender.send(item).await.unwrap_or(()),
                        None => break,
                    },
                    () = sender.closed() => break,
                }
            }
        }
        .remote_handle();
        tokio::spawn(work);
        while let Some(item) = items.recv().await {
            yield item;
        }
        handle.await;
    }
}
