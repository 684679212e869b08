//! Belief: each poll is a new question, with a new answer.
//! Rejected by: no_wake_up_is_lost_in_any_order
//! Saying: a wake-up was lost

use std::pin::pin;
use std::task::{Context, Poll, Wake};

use crate::sync::{
    Arc,
    atomic::{AtomicBool, Ordering::SeqCst},
    thread,
};

struct Flag {
    up: AtomicBool,
    thread: thread::Thread,
}

impl Wake for Flag {
    fn wake(self: Arc<Self>) {
        self.up.store(true, SeqCst);
        self.thread.unpark();
    }
}

/// Polls `future` on this thread until it is ready; the thread sleeps while there is nothing to poll.
pub fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    loop {
        let flag = Arc::new(Flag {
            up: AtomicBool::new(false),
            thread: thread::current(),
        });
        let waker = flag.clone().into();
        let mut cx = Context::from_waker(&waker);
        if let Poll::Ready(output) = future.as_mut().poll(&mut cx) {
            return output;
        }
        while !flag.up.swap(false, SeqCst) {
            thread::park();
        }
    }
}
