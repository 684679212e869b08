//! Style: each wake-up increments a number; the thread compares it with the last one that it saw.

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use futures::task::{ArcWake, waker};

use crate::sync::{Arc, Condvar, Mutex};

#[derive(Default)]
struct Generation {
    now: Mutex<u64>,
    risen: Condvar,
}

impl ArcWake for Generation {
    fn wake_by_ref(this: &Arc<Self>) {
        *this.now.lock().unwrap() += 1;
        this.risen.notify_all();
    }
}

/// Polls `future` on this thread until it is ready; the thread sleeps while there is nothing to poll.
pub fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let generation = Arc::new(Generation::default());
    let waker: Waker = waker(Arc::clone(&generation));
    let mut seen = 0;
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
            return output;
        }
        let mut now = generation.now.lock().unwrap();
        while *now == seen {
            now = generation.risen.wait(now).unwrap();
        }
        seen = *now;
    }
}
