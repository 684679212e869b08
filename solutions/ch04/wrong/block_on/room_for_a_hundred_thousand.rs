//! Belief: a hundred thousand messages are more than one poll can send.
//! Rejected by: many_wake_ups_before_a_poll_are_one_poll
//! Saying: does a call of the waker wait

use std::pin::pin;
use std::task::{Context, Poll, Wake};

use crate::sync::{Arc, mpsc};

struct Post(mpsc::SyncSender<()>);

impl Wake for Post {
    fn wake(self: Arc<Self>) {
        let _ = self.0.send(());
    }
}

/// Polls `future` on this thread until it is ready; the thread sleeps while there is nothing to poll.
pub fn block_on<F: Future>(future: F) -> F::Output {
    let (sender, letters) = mpsc::sync_channel(100_000);
    let waker = Arc::new(Post(sender)).into();
    let mut cx = Context::from_waker(&waker);
    let mut future = pin!(future);
    loop {
        while letters.try_recv().is_ok() {}
        if let Poll::Ready(output) = future.as_mut().poll(&mut cx) {
            return output;
        }
        letters.recv().unwrap();
    }
}
