use std::future::poll_fn;
use std::mem;
use std::task::Poll;

/// Lets the other tasks run once: wakes its own task, and is pending.
pub async fn step() {
    let mut waited = false;
    poll_fn(|cx| {
        if mem::replace(&mut waited, true) {
            return Poll::Ready(());
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}
