//! Belief: a future that is ready does nothing any more, so it may stay where it is.
//! Rejected by: a_ready_future_is_polled_once_and_its_output_returned
//! Saying: the future is still kept

use std::mem::ManuallyDrop;
use std::task::{Context, Poll, Wake, Waker};

use crate::sync::Arc;
use crate::sync::atomic::{AtomicBool, Ordering};
use crate::sync::thread::{self, Thread};

/// Polls `future` on this thread until it is ready; the thread sleeps while there is nothing to poll.
pub fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = ManuallyDrop::new(Box::pin(future));
    let alarm = Arc::new(Alarm {
        thread: thread::current(),
        rings: AtomicBool::new(false),
    });
    let waker = Waker::from(Arc::clone(&alarm));
    let mut cx = Context::from_waker(&waker);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut cx) {
            return output;
        }
        // The token of `park` belongs to the thread, and others use it too: it ends a sleep, but only
        // the flag says that this future was woken.
        while !alarm.rings.swap(false, Ordering::Acquire) {
            thread::park();
        }
    }
}

/// The waker of one call of `block_on`.
struct Alarm {
    thread: Thread,
    rings: AtomicBool,
}

impl Wake for Alarm {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        // The flag first: whoever is woken looks at it.
        if !self.rings.swap(true, Ordering::Release) {
            self.thread.unpark();
        }
    }
}
