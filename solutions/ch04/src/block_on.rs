//! # One future, one thread
//!
//! `main` is not async, and neither is a test. Somewhere an ordinary thread must take a future, poll it,
//! and, as long as it is not ready, sleep until it pays to poll again. That is the smallest executor.
//!
//! Write `block_on`. It is judged by these promises:
//!
//! - It returns the output of the future, and drops the future before that: at once, where the first poll
//!   is ready.
//! - It polls once at the start, and again only after its waker was called: once for all the calls, however
//!   many, that came since the last poll began. Something else that ends the thread's sleep is no reason to
//!   poll. A waker that an earlier poll handed out counts as that of the latest one does.
//! - While there is nothing to poll, its thread sleeps. It does not go round and look.
//! - No wake-up is lost, in whatever order the threads take their steps: before the thread falls asleep,
//!   during a poll, from the future itself, or from another thread.
//! - A future may itself call `block_on`. A wake-up for the outer one that comes while the inner one waits
//!   is not lost, and does not poll the inner one.
//! - The future may borrow, and need be neither `Send` nor `Unpin`. A waker that somebody still has after
//!   the end can be called: it does not panic, and polls no later future; it may end a sleep of the thread.
//! - A panic of the future goes on to the caller.
//!
//! Take locks, atomics, channels and threads from `crate::sync`: the checks try many orders of the
//! threads' steps.

use std::pin::pin;
use std::task::{Context, Poll, Wake, Waker};

use crate::sync::Arc;
use crate::sync::atomic::{AtomicBool, Ordering};
use crate::sync::thread::{self, Thread};

/// Polls `future` on this thread until it is ready; the thread sleeps while there is nothing to poll.
pub fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
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
        // The flag first: the thread looks at it when it is unparked.
        if !self.rings.swap(true, Ordering::Release) {
            self.thread.unpark();
        }
    }
}
