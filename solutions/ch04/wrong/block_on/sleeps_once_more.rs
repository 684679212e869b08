//! Belief: nobody ends a sleep twice without a reason.
//! Rejected by: something_else_that_ends_the_sleep_is_no_reason_to_poll
//! Saying: although nobody had called its waker

use std::pin::pin;
use std::task::{Context, Poll, Wake, Waker};

use crate::sync::Arc;
use crate::sync::atomic::{AtomicBool, Ordering};
use crate::sync::thread::{self, Thread};

struct Signal {
    woken: AtomicBool,
    thread: Thread,
}

impl Wake for Signal {
    fn wake(self: Arc<Self>) {
        self.woken.store(true, Ordering::SeqCst);
        self.thread.unpark();
    }
}

/// Polls `future` on this thread until it is ready; the thread sleeps while there is nothing to poll.
pub fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let signal = Arc::new(Signal {
        woken: AtomicBool::new(false),
        thread: thread::current(),
    });
    let waker = Waker::from(signal.clone());
    let mut cx = Context::from_waker(&waker);
    loop {
        signal.woken.store(false, Ordering::SeqCst);
        if let Poll::Ready(output) = future.as_mut().poll(&mut cx) {
            return output;
        }
        if !signal.woken.load(Ordering::SeqCst) {
            thread::park();
            // Somebody else's token: sleep once more.
            if !signal.woken.load(Ordering::SeqCst) {
                thread::park();
            }
        }
    }
}
