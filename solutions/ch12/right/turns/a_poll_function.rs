//! Style: everything in one `poll_fn`, the next item taken after the turn.

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
    let mut result = Some(start);
    let mut ahead: Option<T> = None;
    poll_fn(|cx| {
        let mut steps = 0;
        while let Some(item) = ahead.take().or_else(|| items.next()) {
            if steps == every {
                ahead = Some(item);
                cx.waker().wake_by_ref();
                return Poll::Pending;
            }
            result = result.take().map(|result| step(result, item));
            steps += 1;
        }
        Poll::Ready(result.take().expect("is not polled after its end"))
    })
    .await
}
