//! Style: the macro `pending!` of the crate `futures`, after the waker has been called.

use std::future::poll_fn;
use std::task::Poll;

/// What `step` makes of `start` and all of `items`, in their order. The other tasks have a turn after each `every`
/// steps.
pub async fn fold<T, A>(
    items: impl IntoIterator<Item = T>,
    start: A,
    mut step: impl FnMut(A, T) -> A,
    every: usize,
) -> A {
    let mut items = items.into_iter();
    let Some(first) = items.next() else {
        return start;
    };
    let mut result = step(start, first);
    let mut left = every - 1;
    for item in items {
        if left == 0 {
            let waker = poll_fn(|cx| Poll::Ready(cx.waker().clone())).await;
            waker.wake();
            futures::pending!();
            left = every;
        }
        left -= 1;
        result = step(result, item);
    }
    result
}
