//! Belief: to poll again is to do the same again, so the function calls itself.
//! Rejected by: many_wake_ups_before_a_poll_are_one_poll
//! Saying: call itself without end

use std::pin::{Pin, pin};
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
    go_on(future.as_mut(), &alarm, &mut cx)
}

fn go_on<F: Future>(mut future: Pin<&mut F>, alarm: &Alarm, cx: &mut Context<'_>) -> F::Output {
    if let Poll::Ready(output) = future.as_mut().poll(cx) {
        return output;
    }
    // The token of `park` belongs to the thread, and others use it too: it ends a sleep, but only
    // the flag says that this future was woken.
    while !alarm.rings.swap(false, Ordering::Acquire) {
        thread::park();
    }
    go_on(future, alarm, cx)
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
