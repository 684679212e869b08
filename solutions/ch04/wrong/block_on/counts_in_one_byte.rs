//! Belief: a number that each call of the waker changes tells that there was one.
//! Rejected by: many_wake_ups_before_a_poll_are_one_poll
//! Saying: 262,144 times

use std::pin::pin;
use std::task::{Context, Poll, Wake};

use crate::sync::{
    Arc,
    atomic::{AtomicU8, Ordering::SeqCst},
    thread,
};

struct Count {
    calls: AtomicU8,
    sleeper: thread::Thread,
}

impl Wake for Count {
    fn wake(self: Arc<Self>) {
        self.calls.fetch_add(1, SeqCst);
        self.sleeper.unpark();
    }
}

/// Polls `future` on this thread until it is ready; the thread sleeps while there is nothing to poll.
pub fn block_on<F: Future>(future: F) -> F::Output {
    let count = Arc::new(Count {
        calls: AtomicU8::new(0),
        sleeper: thread::current(),
    });
    let waker = count.clone().into();
    let mut cx = Context::from_waker(&waker);
    let mut future = pin!(future);
    loop {
        let seen = count.calls.load(SeqCst);
        if let Poll::Ready(output) = future.as_mut().poll(&mut cx) {
            return output;
        }
        while count.calls.load(SeqCst) == seen {
            thread::park();
        }
    }
}
