//! Style: pin projection, so that the streams need not be `Unpin`; the ends are two flags.

use std::pin::Pin;
use std::task::{Context, Poll};

use futures::Stream;
use pin_project_lite::pin_project;

pin_project! {
    /// The items of two streams, as they arrive.
    pub struct Merge<A, B> {
        #[pin]
        a: A,
        #[pin]
        b: B,
        a_ended: bool,
        b_ended: bool,
        a_gave_last: bool,
    }
}

impl<A, B> Merge<A, B> {
    /// Merges `a` and `b`; neither is polled yet.
    pub fn new(a: A, b: B) -> Self {
        Self {
            a,
            b,
            a_ended: false,
            b_ended: false,
            a_gave_last: false,
        }
    }
}

impl<A, B> Stream for Merge<A, B>
where
    A: Stream,
    B: Stream<Item = A::Item>,
{
    type Item = A::Item;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<A::Item>> {
        let mut this = self.project();
        let a_first = !*this.a_gave_last;
        for ask_a in [a_first, !a_first] {
            let (poll, ended) = if ask_a {
                if *this.a_ended {
                    continue;
                }
                (this.a.as_mut().poll_next(cx), &mut *this.a_ended)
            } else {
                if *this.b_ended {
                    continue;
                }
                (this.b.as_mut().poll_next(cx), &mut *this.b_ended)
            };
            match poll {
                Poll::Ready(Some(item)) => {
                    *this.a_gave_last = ask_a;
                    return Poll::Ready(Some(item));
                }
                Poll::Ready(None) => *ended = true,
                Poll::Pending => {}
            }
        }
        if *this.a_ended && *this.b_ended {
            Poll::Ready(None)
        } else {
            Poll::Pending
        }
    }
}
