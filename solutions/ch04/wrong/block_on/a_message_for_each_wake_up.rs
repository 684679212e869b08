//! Belief: a channel is a queue of wake-ups, and its other end is always there.
//! Rejected by: a_waker_that_is_called_after_the_end_hurts_nobody
//! Saying: a waker that was left, and it panicked

use std::pin::pin;
use std::task::{Context, Poll, Wake, Waker};

use crate::sync::mpsc::{Sender, channel};
use crate::sync::{Arc, Mutex};

struct Bell(Mutex<Sender<()>>);

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.0.lock().unwrap().send(()).unwrap();
    }
}

/// Polls `future` on this thread until it is ready; the thread sleeps while there is nothing to poll.
pub fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let (sender, receiver) = channel();
    let waker = Waker::from(Arc::new(Bell(Mutex::new(sender))));
    let mut cx = Context::from_waker(&waker);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut cx) {
            return output;
        }
        receiver.recv().unwrap();
        while receiver.try_recv().is_ok() {}
    }
}
