//! Style: a struct whose `poll` makes `every` steps and returns.

use std::pin::Pin;
use std::task::{Context, Poll};

/// What `step` makes of `start` and all of `items`, in their order. The other tasks have a turn after each `every`
/// steps.
pub async fn fold<T, A>(
    items: impl IntoIterator<Item = T>,
    start: A,
    step: impl FnMut(A, T) -> A,
    every: usize,
) -> A {
    let mut items = items.into_iter();
    let next = items.next();
    let folding = Folding {
        items,
        next,
        result: Some(start),
        step,
        every,
    };
    folding.await
}

struct Folding<I: Iterator, A, S> {
    items: I,
    next: Option<I::Item>,
    result: Option<A>,
    step: S,
    every: usize,
}

// No field is pinned.
impl<I: Iterator, A, S> Unpin for Folding<I, A, S> {}

impl<I: Iterator, A, S: FnMut(A, I::Item) -> A> Future for Folding<I, A, S> {
    type Output = A;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<A> {
        let this = &mut *self;
        let mut result = this.result.take().expect("is not polled after its end");
        for _ in 0..this.every {
            let Some(item) = this.next.take() else {
                return Poll::Ready(result);
            };
            result = (this.step)(result, item);
            this.next = this.items.next();
        }
        if this.next.is_none() {
            return Poll::Ready(result);
        }
        this.result = Some(result);
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}
