//! Style: the waker has a weak reference, so a call after the end finds nothing to wake.

use std::pin::pin;
use std::task::{Context, Poll, Wake};

use crate::sync::{Arc, Condvar, Mutex, Weak};

// Weak: after the end of the call, `upgrade` returns None.
struct Bell {
    pair: Weak<(Mutex<u64>, Condvar)>,
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        let Some(pair) = self.pair.upgrade() else {
            return;
        };
        *pair.0.lock().unwrap() += 1;
        pair.1.notify_all();
    }
}

/// Polls `future` on this thread until it is ready; the thread sleeps while there is nothing to poll.
pub fn block_on<F: Future>(future: F) -> F::Output {
    let pair = Arc::new((Mutex::new(0), Condvar::new()));
    let waker = Arc::new(Bell {
        pair: Arc::downgrade(&pair),
    })
    .into();
    let mut cx = Context::from_waker(&waker);
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut cx) {
            return output;
        }
        let mut calls = pair.0.lock().unwrap();
        while *calls == 0 {
            calls = pair.1.wait(calls).unwrap();
        }
        *calls = 0;
    }
}
