//! Style: each wake-up sets a flag; another thread also unparks. The panic is caught and resumed.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::pin;
use std::task::{Context, Poll, Wake};

use crate::sync::{
    Arc,
    atomic::{AtomicBool, Ordering::*},
    thread,
};

struct Flag {
    up: AtomicBool,
    thread: thread::Thread,
}

impl Wake for Flag {
    fn wake(self: Arc<Self>) {
        self.up.store(true, Release);
        if thread::current().id() != self.thread.id() {
            self.thread.unpark();
        }
    }
}

/// Polls `future` on this thread until it is ready; the thread sleeps while there is nothing to poll.
pub fn block_on<F: Future>(future: F) -> F::Output {
    let flag = Arc::new(Flag {
        up: AtomicBool::new(true),
        thread: thread::current(),
    });
    let waker = flag.clone().into();
    let mut cx = Context::from_waker(&waker);
    let mut future = pin!(future);
    loop {
        while !flag.up.load(Acquire) {
            thread::park();
        }
        flag.up.swap(false, AcqRel);
        match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(&mut cx))) {
            Ok(Poll::Ready(output)) => return output,
            Ok(Poll::Pending) => (),
            Err(panic) => resume_unwind(panic),
        }
    }
}
