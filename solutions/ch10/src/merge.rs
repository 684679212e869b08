//! # Merge two streams
//!
//! ```
//! let mut posts = Merge::new(followed, recommended);
//! while let Some(post) = posts.next().await { show(post); }
//! // Posts of both feeds, as they arrive. The loop ends when both feeds have ended.
//! ```
//!
//! A page shows the posts of two feeds. If it reads one feed to its end and then the other, a quiet first feed
//! holds up the second. If it asks the same feed first each time, a busy first feed starves the second. And a feed
//! that has ended says nothing about the other one.
//!
//! Write `Merge` with its `poll_next`. Requirements:
//!
//! 1. All items of both streams are given, those of each stream in their order. Each `poll_next` takes at most one
//!    item from the two streams, and gives it.
//! 2. `poll_next` gives an item if at least one stream has an item ready. The other stream may be pending, or may
//!    have ended.
//! 3. Neither stream starves: an item that is ready waits for at most one item of the other stream.
//! 4. `poll_next` returns `None` when both streams have ended, and not before. A stream that has ended is not
//!    polled again.
//! 5. After a `Pending`, an event of either stream (an item or the end) wakes the task that polled last.
//!    Without an event, the task is not woken again and again.
//!
//! Left open: which stream comes first, whether a stream that has ended is dropped, and what a poll after `None`
//! does. You may change the private fields and add types.

use std::pin::Pin;
use std::task::{Context, Poll};

use futures::Stream;

/// The items of two streams, as they arrive.
pub struct Merge<A, B> {
    /// `None` once it has ended.
    a: Option<A>,
    b: Option<B>,
    b_first: bool,
}

impl<A, B> Merge<A, B> {
    /// Merges `a` and `b`; neither is polled yet.
    pub fn new(a: A, b: B) -> Self {
        Self {
            a: Some(a),
            b: Some(b),
            b_first: true,
        }
    }
}

impl<A, B> Stream for Merge<A, B>
where
    A: Stream + Unpin,
    B: Stream<Item = A::Item> + Unpin,
{
    type Item = A::Item;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<A::Item>> {
        let this = self.get_mut();
        // The stream that is asked second in this poll is asked first in the next one.
        this.b_first = !this.b_first;
        let item = if this.b_first {
            pull(&mut this.b, cx).or_else(|| pull(&mut this.a, cx))
        } else {
            pull(&mut this.a, cx).or_else(|| pull(&mut this.b, cx))
        };
        match item {
            Some(item) => Poll::Ready(Some(item)),
            None if this.a.is_none() && this.b.is_none() => Poll::Ready(None),
            None => Poll::Pending,
        }
    }
}

/// An item that is ready. If there is none, the stream has kept the waker or has ended.
fn pull<S: Stream + Unpin>(stream: &mut Option<S>, cx: &mut Context<'_>) -> Option<S::Item> {
    match Pin::new(stream.as_mut()?).poll_next(cx) {
        Poll::Ready(Some(item)) => Some(item),
        Poll::Ready(None) => {
            *stream = None;
            None
        }
        Poll::Pending => None,
    }
}
