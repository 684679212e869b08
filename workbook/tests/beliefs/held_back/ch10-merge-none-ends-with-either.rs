// entry: none
use std::pin::Pin;
use std::task::{Context, Poll};

use futures::stream::{Stream, StreamExt};

pub struct Merge<A, B> {
    a: Option<A>,
    b: Option<B>,
    b_first: bool,
}

impl<A, B> Merge<A, B> {
    pub fn new(a: A, b: B) -> Self {
        Self { a: Some(a), b: Some(b), b_first: false }
    }
}

fn ask<S: Stream + Unpin>(slot: &mut Option<S>, cx: &mut Context<'_>) -> Option<S::Item> {
    let stream = slot.as_mut()?;
    match stream.poll_next_unpin(cx) {
        Poll::Ready(Some(item)) => Some(item),
        Poll::Ready(None) => {
            *slot = None;
            None
        }
        Poll::Pending => None,
    }
}

impl<A, B> Stream for Merge<A, B>
where
    A: Stream + Unpin,
    B: Stream<Item = A::Item> + Unpin,
{
    type Item = A::Item;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<A::Item>> {
        let this = &mut *self;
        let b_first = this.b_first;
        for turn in 0..2 {
            let from_b = (turn == 0) == b_first;
            let item = match from_b {
                true => ask(&mut this.b, cx),
                false => ask(&mut this.a, cx),
            };
            if item.is_some() {
                this.b_first = !from_b;
                return Poll::Ready(item);
            }
        }
        match (&this.a, &this.b) {
            (None, _) | (_, None) => Poll::Ready(None),
            _ => Poll::Pending,
        }
    }
}
