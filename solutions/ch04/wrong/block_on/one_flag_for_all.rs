//! Belief: one thread waits at a time, so one flag is enough.
//! Rejected by: a_waker_that_is_called_after_the_end_hurts_nobody
//! Saying: the future of the next one was polled

use std::pin::pin;
use std::sync::atomic::AtomicBool;
use std::task::{Context, Poll, Wake, Waker};

use crate::sync::Arc;
use crate::sync::atomic::Ordering;
use crate::sync::thread::{self, Thread};

static RINGS: AtomicBool = AtomicBool::new(false);

struct Alarm(Thread);

impl Wake for Alarm {
    fn wake(self: Arc<Self>) {
        RINGS.store(true, Ordering::SeqCst);
        self.0.unpark();
    }
}

/// Polls `future` on this thread until it is ready; the thread sleeps while there is nothing to poll.
pub fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let waker = Waker::from(Arc::new(Alarm(thread::current())));
    let mut cx = Context::from_waker(&waker);
    loop {
        RINGS.store(false, Ordering::SeqCst);
        if let Poll::Ready(output) = future.as_mut().poll(&mut cx) {
            return output;
        }
        while !RINGS.load(Ordering::SeqCst) {
            thread::park();
        }
    }
}
