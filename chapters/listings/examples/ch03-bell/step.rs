use std::future::poll_fn;
use std::mem;
use std::task::Poll;

/// Goes to the end of the runtime's queue, once.
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
