//! Style: a stream by hand with a pinned timer.

use std::mem::take;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use futures::Stream;
use pin_project_lite::pin_project;
use tokio::time::{Sleep, sleep};

/// The items of `source` in chunks of at most `most`, each given `wait` after its first item at the latest.
pub fn chunks<S: Stream>(
    source: S,
    most: usize,
    wait: Duration,
) -> impl Stream<Item = Vec<S::Item>> {
    Chunks {
        source: Some(source),
        deadline: None,
        chunk: Vec::new(),
        most,
        wait,
    }
}

pin_project! {
    struct Chunks<S: Stream> {
        #[pin]
        source: Option<S>,
        #[pin]
        deadline: Option<Sleep>,
        chunk: Vec<S::Item>,
        most: usize,
        wait: Duration,
    }
}

impl<S: Stream> Stream for Chunks<S> {
    type Item = Vec<S::Item>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let mut this = self.project();
        while let Some(source) = this.source.as_mut().as_pin_mut() {
            match source.poll_next(cx) {
                Poll::Ready(Some(item)) => {
                    if this.chunk.is_empty() {
                        this.deadline.set(Some(sleep(*this.wait)));
                    }
                    this.chunk.push(item);
                    if this.chunk.len() == *this.most {
                        break;
                    }
                }
                Poll::Ready(None) => this.source.set(None),
                Poll::Pending => {
                    let deadline = this.deadline.as_mut().as_pin_mut();
                    if deadline.is_none_or(|timer| timer.poll(cx).is_pending()) {
                        return Poll::Pending;
                    }
                    break;
                }
            }
        }
        this.deadline.set(None);
        let chunk = take(this.chunk);
        Poll::Ready((!chunk.is_empty()).then_some(chunk))
    }
}
