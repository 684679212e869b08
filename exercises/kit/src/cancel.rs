//! Cancelling a future at every one of its await points.

use std::task::Poll;

/// Far more await points than an exercise has.
const MOST_AWAITS: usize = 1_000;

/// Makes futures with `make` and drops the first one when it returns Pending for the first time, the
/// second one at its second Pending, and so on, until one runs to its end; returns that one's output
/// and how many were cancelled. After each drop `inspect` is told at which Pending it was, counted
/// from 1: there is the place to assert what must still hold.
///
/// ```
/// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
/// use std::cell::Cell;
///
/// let balance = Cell::new(0);
/// let transfer = || async {
///     balance.set(balance.get() + 1);
///     tokio::task::yield_now().await;
///     balance.set(balance.get() - 1);
/// };
/// let mut left_behind = Vec::new();
/// let ((), cancelled) = kit::cancel::at_every_await(transfer, |_| {
///     left_behind.push(balance.replace(0));
/// })
/// .await;
/// assert_eq!((cancelled, left_behind), (1, vec![1]), "a cancelled transfer took its 1 along");
/// # });
/// ```
///
/// # Panics
/// If a future is still pending after a thousand polls.
pub async fn at_every_await<F: Future>(
    mut make: impl FnMut() -> F,
    mut inspect: impl FnMut(usize),
) -> (F::Output, usize) {
    for pendings in 1..=MOST_AWAITS {
        if let Some(output) = up_to(make(), pendings).await {
            return (output, pendings - 1);
        }
        inspect(pendings);
    }
    panic!("the future is still pending after {MOST_AWAITS} polls");
}

/// Runs `future` until it returns Pending for the `pendings`-th time, then drops it: `None`. The
/// output, if it ends before.
pub async fn up_to<F: Future>(future: F, pendings: usize) -> Option<F::Output> {
    let mut future = Box::pin(future);
    let mut left = pendings;
    std::future::poll_fn(move |cx| match future.as_mut().poll(cx) {
        Poll::Ready(output) => Poll::Ready(Some(output)),
        Poll::Pending => {
            left -= 1;
            if left == 0 {
                Poll::Ready(None)
            } else {
                Poll::Pending
            }
        }
    })
    .await
}
