//! Style: a stream by hand, which polls the channel and then the handle.

use std::panic::resume_unwind;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures::{FutureExt, Stream, StreamExt};
use tokio::sync::mpsc::{Receiver, channel};
use tokio::task::JoinHandle;

/// The items of `source`, which runs in a task of its own; at most `capacity` of them wait.
pub fn relay<S>(source: S, capacity: usize) -> impl Stream<Item = S::Item>
where
    S: Stream + Send + 'static,
    S::Item: Send + 'static,
{
    Relay {
        source: Some(Box::pin(source)),
        capacity,
        running: None,
    }
}

struct Relay<S: Stream> {
    source: Option<Pin<Box<S>>>,
    capacity: usize,
    running: Option<(Receiver<S::Item>, JoinHandle<()>)>,
}

impl<S> Stream for Relay<S>
where
    S: Stream + Send + 'static,
    S::Item: Send + 'static,
{
    type Item = S::Item;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<S::Item>> {
        let capacity = self.capacity;
        if let Some(mut source) = self.source.take() {
            let (sender, receiver) = channel(capacity);
            let task = tokio::spawn(async move {
                // Takes an item from the source when it has a place for it.
                while let Ok(place) = sender.reserve().await {
                    match source.next().await {
                        Some(item) => place.send(item),
                        None => break,
                    }
                }
            });
            self.running = Some((receiver, task));
        }
        let Some((receiver, task)) = &mut self.running else {
            return Poll::Ready(None);
        };
        let item = ready!(receiver.poll_recv(cx));
        if item.is_none() {
            let ended = ready!(task.poll_unpin(cx));
            self.running = None;
            if let Err(error) = ended {
                resume_unwind(error.into_panic());
            }
        }
        Poll::Ready(item)
    }
}

impl<S: Stream> Drop for Relay<S> {
    fn drop(&mut self) {
        if let Some((_, task)) = &self.running {
            task.abort();
        }
    }
}
