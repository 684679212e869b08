//! Belief: a channel is asked with a time limit, so that the thread is not asleep for ever.
//! Rejected by: while_nobody_wakes_it_the_thread_sleeps
//! Saying: A sleep that a time limit ends is a round

use std::pin::pin;
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use crate::sync::Arc;
use crate::sync::mpsc::{SyncSender, sync_channel};

struct Bell(SyncSender<()>);

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        // Full, or nobody is there any more: either is fine.
        let _ = self.0.try_send(());
    }
}

/// Polls `future` on this thread until it is ready; the thread sleeps while there is nothing to poll.
pub fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let (sender, receiver) = sync_channel(1);
    let waker = Waker::from(Arc::new(Bell(sender)));
    let mut cx = Context::from_waker(&waker);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut cx) {
            return output;
        }
        while receiver.recv_timeout(Duration::from_millis(10)).is_err() {}
    }
}
