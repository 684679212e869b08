//! Style: a channel with room for one wake-up; if it is full, no second one is needed.

use std::task::{Context, Poll, Wake, Waker};

use crate::sync::Arc;
use crate::sync::mpsc::{SyncSender, sync_channel};

struct Bell(SyncSender<()>);

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        // Full: one wake-up is on its way. Closed: the call has ended.
        let _ = self.0.try_send(());
    }
}

/// Polls `future` on this thread until it is ready; the thread sleeps while there is nothing to poll.
pub fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = Box::pin(future);
    let (sender, woken) = sync_channel(1);
    let waker = Waker::from(Arc::new(Bell(sender)));
    loop {
        match future.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(output) => return output,
            Poll::Pending => woken.recv().expect("this function keeps a waker"),
        }
    }
}
