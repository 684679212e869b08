//! Style: `Iterator::fold` over `every` items at a time, and a look at the next item in between.

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
    // Fused: `peek` would ask again after the end.
    let mut items = items.into_iter().fuse().peekable();
    let mut result = start;
    loop {
        result = items.by_ref().take(every).fold(result, &mut step);
        if items.peek().is_none() {
            return result;
        }
        turn().await;
    }
}

async fn turn() {
    let mut given = false;
    poll_fn(|cx| {
        if given {
            return Poll::Ready(());
        }
        given = true;
        cx.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}
