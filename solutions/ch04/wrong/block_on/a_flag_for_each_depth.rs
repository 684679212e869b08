//! Belief: only one `block_on` at a time has a given depth, so each depth has a flag for good.
//! Rejected by: a_waker_that_is_called_after_the_end_hurts_nobody
//! Saying: the future of the next one was polled

use std::cell::{Cell, RefCell};
use std::pin::pin;
use std::task::{Context, Poll, Wake, Waker};

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

thread_local! {
    static DEPTH: Cell<usize> = const { Cell::new(0) };
    static FLAGS: RefCell<Vec<Arc<Flag>>> = const { RefCell::new(Vec::new()) };
}

struct Deeper(usize);

impl Drop for Deeper {
    fn drop(&mut self) {
        DEPTH.set(self.0);
    }
}

/// Polls `future` on this thread until it is ready; the thread sleeps while there is nothing to poll.
pub fn block_on<F: Future>(future: F) -> F::Output {
    let depth = Deeper(DEPTH.replace(DEPTH.get() + 1));
    let flag = FLAGS.with_borrow_mut(|flags| {
        if flags.len() == depth.0 {
            flags.push(Arc::new(Flag {
                up: AtomicBool::new(false),
                thread: thread::current(),
            }));
        }
        flags[depth.0].clone()
    });
    flag.up.store(false, SeqCst);
    let waker = Waker::from(flag.clone());
    let mut cx = Context::from_waker(&waker);
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut cx) {
            return output;
        }
        while !flag.up.swap(false, SeqCst) {
            thread::park();
        }
    }
}
